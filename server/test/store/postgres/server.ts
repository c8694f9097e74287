import assert from 'node:assert/strict';
import { findPostgres, startCluster, TEST_POSTGRES_URL } from '../../../../scripts/postgres.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { newId } from '../../../src/lib/ids.ts';
import { ClientId } from '../../../src/model/index.ts';
import { EVERYTHING } from '../../../src/rules/change/outdated.ts';
import {
  type PostgresDatabases,
  type PostgresOptions,
  postgresDatabases,
} from '../../../src/store/postgres/index.ts';
import { columnsOf } from '../../../src/store/postgres/migrate.ts';
import { PgServer } from '../../../src/store/postgres/server.ts';
import type { Store } from '../../../src/store/store.ts';
import { StoreFault } from '../../../src/store/store-fault.ts';
import { event } from '../fixtures.ts';

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

/** Makes a database for a test that needs the schema of an API to be its own. Returns its address. */
export async function newDatabase(t: { after(leave: () => Promise<void>): void }): Promise<string> {
  const name = newId('test').toLowerCase();
  const admin = await connect(1);
  await admin.with((connection) => connection.command(`CREATE DATABASE ${name}`));
  t.after(async () => {
    await admin.with((connection) => connection.command(`DROP DATABASE ${name} WITH (FORCE)`));
    await admin.close();
  });
  const url = new URL((await postgresUrl()) ?? '');
  url.pathname = `/${name}`;
  return url.href;
}

/** Removes the schema that a command or server of a test makes for an API. */
export function removesSchema(t: { after(leave: () => Promise<void>): void }, api: string): void {
  t.after(async () => {
    const admin = await connect(1);
    await admin.with((connection) => connection.command(`DROP SCHEMA IF EXISTS "latchkey_${api}" CASCADE`));
    await admin.close();
  });
}

/** For `assert.rejects`: whether a verb was refused with a fault of this kind. */
export const isFault = (kind: StoreFault['kind']) => (error: unknown) => {
  assert.ok(error instanceof StoreFault, String(error));
  assert.equal(error.kind, kind, error.message);
  return true;
};

/** A name that no other test has. */
export function newSchema(): string {
  return `latchkey_${newId('test').toLowerCase()}`;
}

async function startOwn(): Promise<string | null> {
  if (findPostgres() === null) return null;
  return (await startCluster()).url;
}

/** Schemas that are empty. Making one costs more than most tests, so each is used again. */
const clean: string[] = [];

export interface Opened {
  store: Store;
  schema: string;
  /** Closes and empties the store. */
  remove(): Promise<void>;
}

/** Opens an empty store whose time is the clock's. */
export async function openStore(clock: Clock): Promise<Opened> {
  const { open, close } = openings();
  const opened = await open(clock);
  return { ...opened, remove: () => opened.remove().finally(close) };
}

/**
 * Opens empty stores one after another, for a file of many cases: making connections and a schema for each would take longer than
 * most cases. Close it after the last. `pooled` is the address of a pooler by which they go.
 */
export function openings({ pooled }: { pooled?: string | undefined } = {}): {
  open(clock: Clock): Promise<Opened>;
  close(): Promise<void>;
} {
  let databases: PostgresDatabases | undefined;
  let janitor: PgServer | undefined;
  return {
    async open(clock) {
      const url = (await postgresUrl()) ?? '';
      databases ??= postgresDatabases({
        url: pooled ?? url,
        directUrl: pooled === undefined ? null : url,
        connections: 10,
      });
      janitor ??= await connect(1);
      const cleaner = janitor;
      const schema = clean.pop() ?? newSchema();
      const store = await databases.open(schema, { clock });
      return {
        store,
        schema,
        remove: async () => {
          await store.close();
          await empty(cleaner, schema);
          clean.push(schema);
        },
      };
    },
    async close() {
      await databases?.close();
      await janitor?.close();
    },
  };
}

/** An empty schema, to be opened by several nodes. */
export async function place(): Promise<{
  schema: string;
  /** Opens a node that follows the others. It hears them when this returns, unless `hears` is false. */
  open(options: PostgresOptions & { url?: string; hears?: boolean }): Promise<Store>;
  remove(): Promise<void>;
}> {
  const schema = clean.pop() ?? newSchema();
  const closers: (() => Promise<void>)[] = [];
  return {
    schema,
    async open({ url, hears = true, ...options }) {
      const address = { url: url ?? (await postgresUrl()) ?? '', directUrl: null, connections: 5 };
      const databases = postgresDatabases(address);
      const store = await databases.open(schema, { follow: true, ...options });
      closers.push(async () => {
        await store.close();
        await databases.close();
      });
      if (hears && store.push() === 'lost') await heard(store, EVERYTHING);
      return store;
    },
    async remove() {
      for (const close of closers) await close();
      const janitor = await connect(1);
      await empty(janitor, schema);
      await janitor.close();
      clean.push(schema);
    },
  };
}

/** Resolves when something with a tag is outdated, or everything. */
export function heard(store: Store, tag: string): Promise<void> {
  return new Promise((resolve) => {
    const end = store.onChange(({ outdated }) => {
      // A message that Redis did not take in time is noticed by its number, and then everything is.
      if (!outdated.includes(tag) && !outdated.includes(EVERYTHING)) return;
      end();
      resolve();
    });
  });
}

/** Resolves when everything that was committed through `from` has arrived at `to`: messages come in the order of commits. */
export async function arrived(from: Store, to: Store): Promise<void> {
  const clientId = ClientId(newId('fence'));
  const there = heard(to, `client:${clientId}`);
  await from.record([event('client.changed', { clientId })]);
  await there;
}

async function empty(janitor: PgServer, schema: string): Promise<void> {
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
}
