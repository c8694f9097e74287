import type { DatabaseAddress } from '../../config/environment/database.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import type { Measures } from '../../lib/measures.ts';
import { watchChanges } from '../changes/store.ts';
import { storeOf } from '../compose.ts';
import { migrations } from '../migrations/index.ts';
import { setMilestone } from '../milestones/statements.ts';
import type { Store } from '../store.ts';
import { StoreFault } from '../store-fault.ts';
import { integer } from '../table/codecs.ts';
import { usageWriter } from '../usage/writer.ts';
import { addedToSchema } from './added-to-schema.ts';
import { pgDatabase } from './database.ts';
import { columnsOf, hasToFit, migrate, noSchema, schemaReached } from './migrate.ts';
import { PgServer, placeOf } from './server.ts';
import { settledRows } from './settled.ts';
import { checkServer, startErrorOf } from './start-checks.ts';
import { PgTransactions } from './transactions.ts';

const SIZE = `
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = :schema AND c.relkind = 'r'`;

export interface PostgresOptions {
  clock?: Clock;
  /** `make` (the default) creates a missing schema; `change` needs it to be there; `read` does not even migrate it. */
  opening?: 'make' | 'change' | 'read';
  /** Told of each commit. */
  measures?: Pick<Measures, 'committed'> | undefined;
}

/** One PostgreSQL database with a schema for each API; its connections are shared by all of them. */
export interface PostgresDatabases {
  /** Throws `StartError`, a sentence for the operator with host and database, if the server or the schema is unfit. */
  open(schema: string, options?: PostgresOptions): Promise<Store>;
  /** Closes the connections, after the stores. */
  close(): Promise<void>;
}

/** The schema of an API. */
export function schemaOf(apiName: string): string {
  return `latchkey_${apiName}`;
}

/** The databases that are open in this process, by address, each with the number of its stores. */
const open = new Map<string, { databases: PostgresDatabases; stores: number }>();

/**
 * Opens the schema of an API. All stores of the process that name the same address share its connections, which end with the last
 * of them. Throws as `PostgresDatabases.open` does.
 */
export async function openPostgresStore(
  address: DatabaseAddress,
  apiName: string,
  options: PostgresOptions = {},
): Promise<Store> {
  const key = JSON.stringify(address);
  const shared = open.get(key) ?? { databases: postgresDatabases(address), stores: 0 };
  open.set(key, shared);
  shared.stores += 1;
  let leaving: Promise<void> | undefined;
  const leave = async () => {
    shared.stores -= 1;
    if (shared.stores > 0) return;
    open.delete(key);
    await shared.databases.close();
  };
  try {
    const store = await shared.databases.open(schemaOf(apiName), options);
    return {
      ...store,
      close() {
        leaving ??= store.close().then(leave);
        return leaving;
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

/** Whether Latchkey made the schema of an API. */
export async function hasSchema({ url }: DatabaseAddress, apiName: string): Promise<boolean> {
  const server = new PgServer(url, { connections: 1 });
  try {
    return (await server.with((connection) => schemaReached(connection, schemaOf(apiName)))) !== null;
  } catch (error) {
    throw startErrorOf(error, server.place);
  } finally {
    await server.close();
  }
}

/** Host, port, database and schema, for people. */
export function schemaPlace({ url }: DatabaseAddress, apiName: string): string {
  return `${placeOf(url)}, schema ${schemaOf(apiName)}`;
}

/** Connects when the first store is opened. */
export function postgresDatabases({ url, directUrl, connections }: DatabaseAddress): PostgresDatabases {
  const server = new PgServer(url, { connections });
  return {
    async open(schema, options = {}) {
      try {
        await prepareSchema(server, directUrl ?? url, schema, options);
        return await storeIn(server, schema, options);
      } catch (error) {
        throw startErrorOf(error, server.place);
      }
    },
    close: () => server.close(),
  };
}

/** Migrates on a connection of its own, where that is due: it may wait longer than a verb does. */
async function prepareSchema(
  server: PgServer,
  directUrl: string,
  schema: string,
  { clock = systemClock, opening = 'make' }: PostgresOptions,
): Promise<void> {
  const { place } = server;
  const reached = await server.with(async (connection) => {
    await checkServer(connection, place);
    return schemaReached(connection, schema);
  });
  if (opening === 'read') {
    return server.with((connection) => hasToFit(connection, { schema, known: migrations, place }));
  }
  if (opening === 'change' && reached === null) throw noSchema(schema, place);
  if (reached === migrations.at(-1)?.version) return;
  const direct = new PgServer(directUrl, { connections: 1, answerTimeout: 0 });
  try {
    await direct.with((connection) => migrate(connection, { schema, known: migrations, now: clock.now() }));
  } finally {
    await direct.close();
  }
}

async function storeIn(server: PgServer, schema: string, options: PostgresOptions): Promise<Store> {
  const clock = options.clock ?? systemClock;
  const db = pgDatabase(schema, await server.with((connection) => columnsOf(connection, schema)));
  const changes = watchChanges();
  const tx = new PgTransactions(server, {
    beforeCommit: usageWriter(db),
    committed(ms, verbs, written) {
      options.measures?.committed(ms, verbs);
      changes.committed(written);
    },
  });
  const touch = db.run(setMilestone);
  const size = db.one(SIZE, (row) => integer.read(row.next(), 'sum'));
  let closing: Promise<void> | undefined;
  return {
    ...storeOf(db, tx, { clock, changes, settled: settledRows(db, tx) }),

    addedToSchema: addedToSchema(db, tx, schema),

    // A change by another node reaches the listeners of changes, or is seen when what is remembered has had its time.
    outside: () => 0,

    async health() {
      try {
        await tx.append(() => touch({ name: 'healthy', at: clock.now() }));
        return null;
      } catch (error) {
        return error instanceof StoreFault ? error : new StoreFault('broken', String(error));
      }
    },

    condition: async () => ({
      databaseBytes: (await tx.read(() => size({ schema }))) ?? 0,
      logBytes: 0,
      checkpoints: 'in time',
    }),

    close() {
      closing ??= tx.close();
      return closing;
    },
  };
}
