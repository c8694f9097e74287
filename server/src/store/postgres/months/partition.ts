import { setTimeout as pause } from 'node:timers/promises';
import type { Instant } from '../../../model/index.ts';
import { sqlState } from '../fault.ts';
import type { PgConnection } from '../server.ts';
import { quoted } from '../statement.ts';
import { IDS_OF_A_MONTH, lockOfMonths, monthAt, monthsOf, nameOfMonth } from './layout.ts';

/** Says that a table has ids below its end only, so that it becomes a month without being read under a lock. */
const BOUND = 'audit_month';
/** Requests wait no longer than this behind a change of the catalog. */
const LOCK_TIMEOUT = '100ms';
const ATTEMPTS = 50;
const BETWEEN_ATTEMPTS = 200;
const LOCK_NOT_AVAILABLE = '55P03';
const NO_PRIVILEGE = '42501';

/**
 * Makes months of a log that is one table, while other nodes write to it: what is there becomes the first month as it stands, and
 * no row is copied. Does nothing if it was done, if a long transaction is in the way for ten seconds, or the role may not; the log is
 * right without months, and a later start tries again.
 */
export async function partitionLog(connection: PgConnection, schema: string, now: Instant): Promise<void> {
  if ((await monthsOf(connection, schema)) !== null) return;
  try {
    await patiently(() => boundIds(connection, schema));
    // Reads every row, and lets others read and write meanwhile.
    await connection.command(`ALTER TABLE ${quoted(schema)}.audit VALIDATE CONSTRAINT ${BOUND}`);
    await patiently(() => exchange(connection, schema, nameOfMonth(monthAt(now), 'to_')));
  } catch (error) {
    const state = sqlState(error);
    // Another node was first, and took the constraint with the table.
    const isDone = (await monthsOf(connection, schema)) !== null;
    if (!isDone && state !== LOCK_NOT_AVAILABLE && state !== NO_PRIVILEGE) throw error;
  }
}

async function patiently(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE || attempt === ATTEMPTS) throw error;
    }
    await pause(BETWEEN_ATTEMPTS);
  }
}

/** Runs `work` in a transaction in which no other process changes the tables of the log. */
export async function changingMonths<Value>(
  connection: PgConnection,
  schema: string,
  work: () => Promise<Value>,
): Promise<Value> {
  await connection.command(`BEGIN; ${lockOfMonths(schema)}; SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
  try {
    const value = await work();
    await connection.command('COMMIT');
    return value;
  } catch (error) {
    await connection.rollBack();
    throw error;
  }
}

function boundIds(connection: PgConnection, schema: string): Promise<void> {
  return changingMonths(connection, schema, async () => {
    if ((await monthsOf(connection, schema)) !== null || (await boundOf(connection, schema)) !== null) return;
    const log = `${quoted(schema)}.audit`;
    const { rows } = await connection.command(`SELECT coalesce(max(id), 0) FROM ${log}`);
    const end = (Math.floor(Number(rows[0]?.[0]) / IDS_OF_A_MONTH) + 1) * IDS_OF_A_MONTH;
    await connection.command(`ALTER TABLE ${log} ADD CONSTRAINT ${BOUND} CHECK (id < ${end}) NOT VALID`);
  });
}

async function boundOf(connection: PgConnection, schema: string): Promise<number | null> {
  const { rows } = await connection.command(`
SELECT pg_get_constraintdef(oid) FROM pg_constraint
WHERE conname = '${BOUND}' AND connamespace = '${quoted(schema)}'::regnamespace`);
  const [, end] = /id < '?(\d+)/.exec(String(rows[0]?.[0])) ?? [];
  return end === undefined ? null : Number(end);
}

/** Puts a partitioned table in the place of the log, with the log as its first month. A change of the catalog alone. */
function exchange(connection: PgConnection, schema: string, first: string): Promise<void> {
  return changingMonths(connection, schema, async () => {
    if ((await monthsOf(connection, schema)) !== null) return;
    const s = quoted(schema);
    await connection.command(`LOCK TABLE ${s}.audit IN ACCESS EXCLUSIVE MODE`);
    const end = await boundOf(connection, schema);
    if (end === null) throw new Error('The bound of the log’s ids is gone.');
    const { rows: indexes } = await connection.command(`
SELECT indexname, indexdef, indexname = 'audit_pkey' FROM pg_indexes WHERE schemaname = '${schema}' AND tablename = 'audit'`);
    const renamed = indexes.map(
      ([name]) => `ALTER INDEX ${s}.${String(name)} RENAME TO ${String(name).replace(/^audit/, first)}`,
    );
    const made = indexes.filter(([, , isKey]) => isKey !== 1).map(([, definition]) => String(definition));
    // Ids go on behind all that the old sequence gave, whether their rows were committed or not.
    const { rows: reached } = await connection.command(
      `SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('${s}.audit', 'id')::regclass), 0)`,
    );
    const last = Number(reached[0]?.[0]);
    for (const statement of [
      `ALTER TABLE ${s}.audit ALTER COLUMN id DROP IDENTITY`,
      `ALTER TABLE ${s}.audit RENAME TO ${first}`,
      ...renamed,
      `CREATE TABLE ${s}.audit (LIKE ${s}.${first} INCLUDING DEFAULTS) PARTITION BY RANGE (id)`,
      `CREATE SEQUENCE ${s}.audit_ids OWNED BY ${s}.audit.id`,
      ...(last > 0 ? [`SELECT setval('${s}.audit_ids', ${last})`] : []),
      `ALTER TABLE ${s}.audit ALTER COLUMN id SET DEFAULT nextval('${s}.audit_ids')`,
      `ALTER TABLE ${s}.audit ADD CONSTRAINT audit_pkey PRIMARY KEY (id)`,
      ...made,
      `ALTER TABLE ${s}.audit ATTACH PARTITION ${s}.${first} FOR VALUES FROM (MINVALUE) TO (${end})`,
    ]) {
      await connection.command(statement);
    }
  });
}
