import { resolve } from 'node:path';
import { StartError } from './start-error.ts';

/** `development` makes its own master key and permits plain http on localhost; `production` permits neither. */
export type RunMode = 'development' | 'production';

/** What the environment says. Options on the command line win over it. */
export interface Environment {
  port: number;
  /** Absolute path of the data folder. */
  dataDir: string;
  mode: RunMode;
}

/**
 * Reads `PORT` (4000), `LATCHKEY_DATA` (`.latchkey` in the current folder) and `LATCHKEY_MODE`. An empty
 * variable counts as absent. Throws `StartError` for a value that makes no sense.
 */
export function readEnvironment(
  env: NodeJS.ProcessEnv,
  defaults: { mode: RunMode } = { mode: 'production' },
): Environment {
  return {
    port: env.PORT ? readPort(env.PORT, 'PORT') : 4000,
    dataDir: resolve(env.LATCHKEY_DATA || '.latchkey'),
    mode: env.LATCHKEY_MODE ? readMode(env.LATCHKEY_MODE) : defaults.mode,
  };
}

/** A TCP port, 0 for any free one; `source` names where the text came from. */
export function readPort(text: string, source: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 0 && port <= 65_535)) {
    throw new StartError(
      `${source} is ${JSON.stringify(text)}, which is no port: use a number from 0 to 65535.`,
    );
  }
  return port;
}

function readMode(text: string): RunMode {
  if (text === 'development' || text === 'production') return text;
  throw new StartError(`LATCHKEY_MODE is ${JSON.stringify(text)}: use development or production.`);
}
