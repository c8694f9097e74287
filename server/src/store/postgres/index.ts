import type { DatabaseAddress } from '../../config/environment/database.ts';
import { type Clock, SECOND, systemClock } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Measures } from '../../lib/measures.ts';
import { EVERYTHING, toBeTold } from '../../rules/change/outdated.ts';
import { type ChangeWatch, outdatedBy, watchChanges } from '../changes/store.ts';
import { storeOf } from '../compose.ts';
import { migrations } from '../migrations/index.ts';
import { setMilestone } from '../milestones/statements.ts';
import type { Push, ToldPush } from '../push/push.ts';
import { SharedTime } from '../push/shared-time.ts';
import type { Store } from '../store.ts';
import { StoreFault } from '../store-fault.ts';
import { integer } from '../table/codecs.ts';
import { notesOf } from '../usage/notes.ts';
import { usageWriter } from '../usage/writer.ts';
import { addedToSchema } from './added-to-schema.ts';
import { pgDatabase } from './database.ts';
import { PgListener, TIME } from './listener.ts';
import { columnsOf, hasToFit, migrate, noSchema, schemaReached } from './migrate.ts';
import { monthsOf } from './months/layout.ts';
import { partitionLog } from './months/partition.ts';
import { monthStore } from './months/store.ts';
import { notices } from './notify.ts';
import { PgServer, placeOf } from './server.ts';
import { settledRows } from './settled.ts';
import { checkServer, startErrorOf } from './start-checks.ts';
import { quoted } from './statement.ts';
import { PgTransactions } from './transactions.ts';
import { countsNotes, noteOf } from './uncounted.ts';
import { hasNoUnfinished, isUnfinished } from './unfinished.ts';
import { hasToBeWhole } from './whole.ts';

const SIZE = `
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = :schema AND c.relkind = 'r'`;

/** Between two questions for the server's time. */
const ASK_EVERY = SECOND;

/** A sequence does not notice rows that bring their ids. It never goes back: a row that is not committed yet may have its last one. */
function nextAuditId(schema: string): string {
  const sequence = `pg_get_serial_sequence('${quoted(schema)}.audit', 'id')`;
  return `
SELECT setval(${sequence}, greatest(max(id), pg_sequence_last_value(${sequence}::regclass))) FROM audit HAVING count(*) > 0`;
}

export interface PostgresOptions {
  clock?: Clock;
  /** `make` (the default) creates a missing schema; `change` needs it to be there; `read` does not even migrate it. */
  opening?: 'make' | 'change' | 'read';
  /** Whether changes by other nodes are heard of at once. Only for what is served: it takes a connection. */
  follow?: boolean;
  /** Carries changes between nodes instead of PostgreSQL. */
  push?: ToldPush | null;
  /** Told of each commit, and of changes by other nodes. */
  measures?: Pick<Measures, 'committed' | 'pushed' | 'pushLost'> | undefined;
  log?: Pick<Logger, 'warn' | 'info'> | undefined;
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
  const time = new SharedTime();
  const listener = new PgListener({
    url: directUrl ?? url,
    time,
    notify: (channel) =>
      server.with((connection) => connection.command(`SELECT pg_notify('${channel}', '')`)),
  });
  return {
    async open(schema, options = {}) {
      try {
        if (directUrl !== null) await checkDirectly(directUrl);
        await prepareSchema(server, directUrl ?? url, schema, options);
        return await storeIn({ server, listener, time }, schema, options);
      } catch (error) {
        throw startErrorOf(error, server.place);
      }
    },
    async close() {
      await listener.close();
      await server.close();
    },
  };
}

/** A pooler lends sessions from before a setting was changed; the next ones will be as a new one is. */
async function checkDirectly(directUrl: string): Promise<void> {
  const direct = new PgServer(directUrl, { connections: 1 });
  try {
    await direct.with((connection) => checkServer(connection, direct.place));
  } finally {
    await direct.close();
  }
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
    const found = await schemaReached(connection, schema);
    if (found === null) await hasNoUnfinished(connection, schema, place);
    else if (!isUnfinished(schema))
      await hasToBeWhole(connection, { schema, reached: found, known: migrations, place });
    return found;
  });
  if (opening === 'read') {
    return server.with((connection) => hasToFit(connection, { schema, known: migrations, place }));
  }
  if (opening === 'change' && reached === null) throw noSchema(schema, place);
  const isMigrated = reached === migrations.at(-1)?.version;
  if (isMigrated && (await server.with((connection) => monthsOf(connection, schema)))) return;
  const direct = new PgServer(directUrl, { connections: 1, answerTimeout: 0 });
  try {
    await direct.with(async (connection) => {
      await migrate(connection, { schema, known: migrations, now: clock.now() });
      await partitionLog(connection, schema, clock.now());
    });
  } finally {
    await direct.close();
  }
}

/** All schemas of a process have these in common. */
interface Common {
  server: PgServer;
  listener: Push;
  time: SharedTime;
}

async function storeIn(common: Common, schema: string, options: PostgresOptions): Promise<Store> {
  const { server, time } = common;
  const told = options.push ?? null;
  const push = told ?? common.listener;
  const clock = options.clock ?? systemClock;
  const columns = await server.with((connection) => columnsOf(connection, schema));
  const db = pgDatabase(schema, columns);
  const changes = watchChanges();
  const node = newId('node');
  const notice = notices(schema, columns, node);
  const note = noteOf(db, clock);
  const tx = new PgTransactions(server, {
    turns: `${quoted(schema)}.migrations`,
    last(said) {
      const noted = note(said.written);
      const tags = told ? [] : toBeTold(outdatedBy(said));
      return [...(noted ? [noted] : []), ...(tags.length > 0 ? [notice(tags)] : [])];
    },
    committed(ms, verbs, said) {
      options.measures?.committed(ms, verbs);
      counting.noted(said.written);
      changes.committed(said);
    },
    tell(said) {
      const tags = told ? toBeTold(outdatedBy(said)) : [];
      return told && tags.length > 0
        ? told.tell(schema, { by: node, tags, at: time.at(performance.now()) })
        : null;
    },
    unsure() {
      changes.elsewhere([EVERYTHING]);
      void told?.tell(schema, { by: node, tags: [EVERYTHING], at: null });
    },
  });
  const unfollow = options.follow ? follow(push, { schema, node, changes, time, options }) : () => {};
  const stopAsking = options.follow && told ? keepAsking(server, time) : () => {};
  const { log, follow: isFollowed } = options;
  const counting = countsNotes(db, tx, notesOf(db, usageWriter(db)), {
    schema,
    clock,
    log,
    follow: isFollowed,
  });
  if (options.opening !== 'read') await counting.counted();
  const touch = db.run(setMilestone);
  const size = db.one(SIZE, (row) => integer.read(row.next(), 'sum'));
  const numbersGiven = db.one(nextAuditId(schema), () => null);
  let closing: Promise<void> | undefined;
  return {
    ...storeOf(db, tx, {
      ...{ clock, changes },
      settled: settledRows(db, tx),
      counted: counting.counted,
      numbersGiven: () => numbersGiven({}),
    }),

    addedToSchema: addedToSchema(db, tx, schema),

    ...monthStore(db, tx, server, schema),

    // A change by another node reaches the listeners of changes by push.
    outside: () => [],
    missesNothing: () => false,

    push: () => (!options.follow ? 'none' : push.up ? 'up' : 'lost'),

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
      unfollow();
      stopAsking();
      closing ??= counting.stop().then(() => tx.close());
      return closing;
    },
  };
}

/** Hands on what other nodes tell. While something may have been missed, the memory's time to live bounds how long that lasts. */
function follow(
  push: Push,
  about: {
    schema: string;
    node: string;
    changes: ChangeWatch;
    time: SharedTime;
    options: PostgresOptions;
  },
): () => void {
  const { schema, node, changes, time } = about;
  const { measures, log } = about.options;
  return push.follow(schema, {
    heard({ by, tags, at }) {
      if (by === node) return;
      changes.elsewhere(tags);
      const age = time.since(at, performance.now());
      if (age !== null) measures?.pushed(age / SECOND);
    },
    missed(why) {
      changes.elsewhere([EVERYTHING]);
      if (why === null) return log?.info({ schema }, 'changes by other nodes are heard at once');
      measures?.pushLost();
      log?.warn({ schema, error: why }, 'changes by other nodes are not heard at once');
    },
  });
}

/** Keeps `time` near the server's clock, which the connection that listens would do. Returns a function that stops it. */
function keepAsking(server: PgServer, time: SharedTime): () => void {
  const ask = async () => {
    await server.with(async (connection) => {
      const sent = performance.now();
      const { rows } = await connection.command(TIME);
      time.sample(Number(rows[0]?.[0]), sent, performance.now());
    });
  };
  const timer = setInterval(() => void ask().catch(() => {}), ASK_EVERY).unref();
  void ask().catch(() => {});
  return () => clearInterval(timer);
}
