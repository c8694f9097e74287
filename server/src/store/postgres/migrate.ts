import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from '../../config/environment/start-error.ts';
import { MINUTE } from '../../lib/clock.ts';
import type { Instant } from '../../model/index.ts';
import { MigrationDue } from '../migrations/due.ts';
import type { Migration } from '../migrations/index.ts';
import { notNewer } from '../migrations/migrate.ts';
import { isCollision, sqlState } from './fault.ts';
import { authority } from './schema/authority.ts';
import { records } from './schema/records.ts';
import type { PgConnection } from './server.ts';
import { type ColumnTypes, quoted } from './statement.ts';

const LOCK_NOT_AVAILABLE = '55P03';

/** The migration of SQLite that the first schema of PostgreSQL is equal to. Later ones run on both. */
export const BASELINE = 24;
/** Held while a node migrates, so that of several that start at once one does. */
const LOCK = 'latchkey migrations';
/** The others wait for it so long, and it is tried again so long where verbs keep the tables. In milliseconds. */
const PATIENCE = MINUTE;
/** A change of a table waits no longer for those who use it: whoever comes meanwhile waits behind it. */
const TABLE_PATIENCE = 200;
const PAUSE = 300;

/**
 * Brings a schema to the newest of `known` in one transaction, and makes it if it is not there. Takes the lock before it reads
 * what ran. Nodes of the version before may serve: it waits for their tables for a moment only, and tries again. Throws and
 * changes nothing if a step fails, or if a newer version wrote the schema.
 */
export async function migrate(
  connection: PgConnection,
  about: { schema: string; known: readonly Migration[]; now: Instant },
): Promise<void> {
  const { schema, known } = about;
  const until = performance.now() + PATIENCE;
  // Reads first, so that a schema that is up to date needs neither the lock nor the right to change it.
  while ((await schemaReached(connection, schema)) !== known.at(-1)?.version) {
    try {
      return await migrateOnce(connection, about);
    } catch (error) {
      if (!isInTheWay(error) || performance.now() >= until) throw error;
    }
    await pause(PAUSE * Math.random());
  }
}

async function migrateOnce(
  connection: PgConnection,
  { schema, known, now }: { schema: string; known: readonly Migration[]; now: Instant },
): Promise<void> {
  await connection.command(`BEGIN; SET LOCAL lock_timeout = ${PATIENCE}`);
  try {
    await connection.command(`SELECT pg_advisory_xact_lock(hashtextextended('${LOCK} ${schema}', 0))`);
    await connection.command(`SET LOCAL lock_timeout = ${TABLE_PATIENCE}`);
    const reached = await schemaReached(connection, schema);
    notNewer(reached ?? 0, known);
    if (reached === null) await make(connection, schema);
    await connection.command(`SET LOCAL search_path TO ${quoted(schema)}`);
    for (const { version, name, sql, postgres } of stepsAfter(reached, known)) {
      await connection.command(postgres ?? inPostgres(sql));
      await connection.command(
        `INSERT INTO migrations (version, name, at) VALUES (${version}, '${name.replaceAll("'", "''")}', ${now})`,
      );
    }
    await connection.command('COMMIT');
  } catch (error) {
    await connection.rollBack();
    throw error;
  }
}

/** Others keep a table, or wait for this as this waits for them. */
function isInTheWay(error: unknown): boolean {
  return isCollision(error) || sqlState(error) === LOCK_NOT_AVAILABLE;
}

/** Throws if this version's statements would not fit the schema. Changes nothing. */
export async function hasToFit(
  connection: PgConnection,
  { schema, known, place }: { schema: string; known: readonly Migration[]; place: string },
): Promise<void> {
  const reached = await schemaReached(connection, schema);
  if (reached === null) throw noSchema(schema, place);
  notNewer(reached, known);
  const newest = known.at(-1)?.version ?? 0;
  if (reached < newest) {
    throw new MigrationDue(
      `The schema ${schema} in ${place} was written by an earlier version of Latchkey (schema ${reached}, this version has ${newest}): ` +
        'the next start of the server brings it up to date.',
    );
  }
}

export function noSchema(schema: string, place: string): StartError {
  return new StartError(
    `There is no schema ${schema} in the database ${place}: see whether LATCHKEY_DATABASE_URL names the right database; ` +
      'latchkey create makes a new one.',
  );
}

/** Returns the newest migration that ran, or `null` where Latchkey made no schema. */
export async function schemaReached(connection: PgConnection, schema: string): Promise<number | null> {
  // Read as rows: to_regclass would answer what this session remembers from before it waited for the lock.
  const { rows } = await connection.command(`
SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = '${schema}' AND c.relname = 'migrations'`);
  if (rows.length === 0) return null;
  const { rows: ran } = await connection.command(`SELECT max(version) FROM ${quoted(schema)}.migrations`);
  return Number(ran[0]?.[0] ?? 0);
}

/** Returns the types of all columns of a schema. */
export async function columnsOf(connection: PgConnection, schema: string): Promise<ColumnTypes> {
  const { rows } = await connection.command(`
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = '${schema}' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped`);
  const columns = new Map<string, Map<string, string>>();
  for (const [table, column, type] of rows.map((row) => row.map(String))) {
    const known = columns.get(table ?? '') ?? new Map<string, string>();
    columns.set(table ?? '', known.set(column ?? '', type ?? ''));
  }
  return columns;
}

/** Names PostgreSQL's types in a schema text that both databases share. Text sorts by its bytes, as in SQLite. */
export function inPostgres(sql: string): string {
  return sql
    .replace(/\bTEXT\b/g, 'text COLLATE "C"')
    .replace(/\bINTEGER\b/g, 'bigint')
    .replace(/\)(?: STRICT,)? WITHOUT ROWID;/g, ');');
}

function stepsAfter(reached: number | null, known: readonly Migration[]): Migration[] {
  const later = known.filter(({ version }) => version > Math.max(reached ?? 0, BASELINE));
  if (reached !== null) return later;
  return [{ version: BASELINE, name: 'baseline', sql: `${authority}${records}` }, ...later];
}

async function make(connection: PgConnection, schema: string): Promise<void> {
  await connection.command(`
CREATE SCHEMA IF NOT EXISTS ${quoted(schema)};
CREATE TABLE ${quoted(schema)}.migrations (version bigint PRIMARY KEY, name text NOT NULL, at bigint NOT NULL)`);
}
