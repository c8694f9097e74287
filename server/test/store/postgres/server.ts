import { findPostgres, startCluster, TEST_POSTGRES_URL } from '../../../../scripts/postgres.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { newId } from '../../../src/lib/ids.ts';
import { postgresDatabases } from '../../../src/store/postgres/index.ts';
import { columnsOf } from '../../../src/store/postgres/migrate.ts';
import { PgServer } from '../../../src/store/postgres/server.ts';
import type { Store } from '../../../src/store/store.ts';

let own: Promise<string | null> | undefined;

/** The address of the server that `npm test` started or was given, or of one of this process; `null` if there is none. */
export function postgresUrl(): Promise<string | null> {
  const given = process.env[TEST_POSTGRES_URL];
  own ??= given ? Promise.resolve(given) : startOwn();
  return own;
}

/** For `skip` of a test: `false`, or why it cannot run. */
export async function withoutPostgres(): Promise<string | false> {
  return (await postgresUrl()) === null && 'PostgreSQL 15 or newer is not there';
}

/** Connects to the tests' server, for a schema of a test's own. */
export async function connect(connections = 10, url?: string): Promise<PgServer> {
  const found = url ?? (await postgresUrl());
  if (found === null) throw new Error('There is no PostgreSQL.');
  return new PgServer(found, { connections });
}

/** A name that no other test has. */
export function newSchema(): string {
  return `latchkey_${newId('test').toLowerCase()}`;
}

async function startOwn(): Promise<string | null> {
  if (findPostgres() === null) return null;
  return (await startCluster()).url;
}

const clean: string[] = [];

/** Opens an empty store whose time is the clock's. Making a schema costs more than most tests, so each is emptied and used again. */
export async function openStore(
  clock: Clock,
): Promise<{ store: Store; schema: string; remove: () => Promise<void> }> {
  const databases = postgresDatabases({ url: (await postgresUrl()) ?? '', directUrl: null, connections: 10 });
  const schema = clean.pop() ?? newSchema();
  const store = await databases.open(schema, { clock });
  return {
    store,
    schema,
    remove: async () => {
      await store.close();
      await databases.close();
      await empty(schema);
      clean.push(schema);
    },
  };
}

async function empty(schema: string): Promise<void> {
  const janitor = await connect(1);
  await janitor.with(async (connection) => {
    const tables = [...(await columnsOf(connection, schema)).keys()].filter((name) => name !== 'migrations');
    const sequences = ['audit.id', 'webhook_events.number'].map((each) => each.split('.'));
    await connection.command(
      [
        'BEGIN',
        // Rows leave in any order.
        'SET LOCAL session_replication_role = replica',
        ...tables.map((table) => `DELETE FROM ${schema}.${table}`),
        ...sequences.map(
          ([table, column]) =>
            `SELECT setval(pg_get_serial_sequence('${schema}.${table}', '${column}'), 1, false)`,
        ),
        'COMMIT',
      ].join('; '),
    );
  });
  await janitor.close();
}
