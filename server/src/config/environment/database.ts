import { StartError } from './start-error.ts';

/** A PostgreSQL database for all APIs of a process. */
export interface DatabaseAddress {
  url: string;
  /** Past a pooler, for what needs a session of its own: migrations. `null`: the same. */
  directUrl: string | null;
  /** The most connections of the process. */
  connections: number;
}

const CONNECTIONS = 10;
const MOST_CONNECTIONS = 500;

/**
 * Reads `LATCHKEY_DATABASE_URL`, `LATCHKEY_DATABASE_DIRECT_URL` and `LATCHKEY_DATABASE_CONNECTIONS`. Returns `null` without the
 * first: the databases are files then. Throws `StartError`, which never repeats an address, because it has a password.
 */
export function readDatabase(env: NodeJS.ProcessEnv): DatabaseAddress | null {
  const url = readUrl(env.LATCHKEY_DATABASE_URL, 'LATCHKEY_DATABASE_URL');
  const directUrl = readUrl(env.LATCHKEY_DATABASE_DIRECT_URL, 'LATCHKEY_DATABASE_DIRECT_URL');
  if (url !== null)
    return { url, directUrl, connections: readConnections(env.LATCHKEY_DATABASE_CONNECTIONS) };
  if (directUrl === null) return null;
  throw new StartError(
    'LATCHKEY_DATABASE_DIRECT_URL is set without LATCHKEY_DATABASE_URL: set both, or neither.',
  );
}

function readUrl(text: string | undefined, source: string): string | null {
  if (!text) return null;
  const { protocol } = URL.canParse(text) ? new URL(text) : { protocol: '' };
  if (protocol === 'postgres:' || protocol === 'postgresql:') return text;
  throw new StartError(
    `${source} is no address of a PostgreSQL database: use postgres://user:password@host:5432/database, with % in user and password as %25.`,
  );
}

function readConnections(text: string | undefined): number {
  if (!text) return CONNECTIONS;
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 2 && count <= MOST_CONNECTIONS) return count;
  throw new StartError(
    `LATCHKEY_DATABASE_CONNECTIONS is ${JSON.stringify(text)}: use a number from 2 to ${MOST_CONNECTIONS}.`,
  );
}
