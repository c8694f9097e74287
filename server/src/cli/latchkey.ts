import { run } from './run.ts';
import { processTerminal } from './terminal.ts';

/** Exits explicitly, since a database worker or a kept connection may keep the event loop alive. */
process.exit(await run(process.argv.slice(2), processTerminal));
