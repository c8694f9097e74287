import { run } from './run.ts';
import { processTerminal } from './terminal.ts';

readEnvFile();
/** Exits explicitly, since a database worker or a kept connection may keep the event loop alive. */
process.exit(await run(process.argv.slice(2), processTerminal));

/** Adds the variables of a file `.env` in this folder, as `latchkey init` writes one. Those that are set win. */
function readEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
