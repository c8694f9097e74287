import { run } from './run.ts';
import { processTerminal } from './terminal.ts';

/** Exits by itself, since a database worker or a kept connection may hold the event loop. */
process.exit(await run(process.argv.slice(2), processTerminal));
