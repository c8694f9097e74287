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
import { PgServer } from './server.ts';
import { settledRows } from './settled.ts';
import { checkServer, startErrorOf } from './start-checks.ts';
import { PgTransactions } from './transactions.ts';

/** The connections of a process, when it does not name a number. */
const CONNECTIONS = 10;
const SIZE = `
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = :schema AND c.relkind = 'r'`;

export interface PostgresAddress {
  url: string;
  /** Past a pooler, for what needs a session of its own: migrations. The same without one. */
  directUrl?: string | null;
  /** The most connections of this process (10). */
  connections?: number;
}

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

/** Connects when the first store is opened. */
export function postgresDatabases({
  url,
  directUrl,
  connections = CONNECTIONS,
}: PostgresAddress): PostgresDatabases {
  const server = new PgServer(url, { connections });
  return {
    async open(schema, options = {}) {
      try {
        await prepareSchema(directUrl ?? url, schema, options);
        return await storeIn(server, schema, options);
      } catch (error) {
        throw startErrorOf(error, server.place);
      }
    },
    close: () => server.close(),
  };
}

/** On a connection of its own: a migration may wait longer than a verb does. */
async function prepareSchema(url: string, schema: string, options: PostgresOptions): Promise<void> {
  const { clock = systemClock, opening = 'make' } = options;
  const server = new PgServer(url, { connections: 1, answerTimeout: 0 });
  try {
    await server.with(async (connection) => {
      await checkServer(connection, server.place);
      const known = migrations;
      if (opening === 'read') return hasToFit(connection, { schema, known, place: server.place });
      if (opening === 'change' && (await schemaReached(connection, schema)) === null) {
        throw noSchema(schema, server.place);
      }
      await migrate(connection, { schema, known, now: clock.now() });
    });
  } finally {
    await server.close();
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
