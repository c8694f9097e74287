import type { Instant } from '../../../model/index.ts';
import type { PgConnection, PgServer } from '../server.ts';
import { quoted } from '../statement.ts';
import { IDS_OF_A_MONTH, idsOf, type Month, monthAt, monthOfName, monthsOf, nameOfMonth } from './layout.ts';
import { changingMonths } from './partition.ts';

/** Months that are made before they begin. */
const AHEAD = 2;
/** The most that are made at once, after a server was off for long. */
const MOST_MADE = 12;
/** A month is closed when so many later ones have begun: no transaction lasts from one into the second after it. */
const CLOSED_AFTER = 2;

/** `MonthStore.keepMonths`. */
export function keepMonths(server: PgServer, schema: string, now: Instant): Promise<void> {
  return server.with(async (connection) => {
    const months = await monthsOf(connection, schema);
    if (months === null) return;
    await prepare(connection, schema, monthAt(now) + AHEAD);
    await begin(connection, schema, monthAt(now));
    for (const month of months.filter((each) => isClosed(each, months, now))) {
      if (month.isLeaving || (await isEmpty(connection, schema, month.name))) {
        await detach(connection, schema, month);
      }
    }
    await dropDetached(connection, schema);
  });
}

/** Whether nothing is added to a month any more. The last table never is closed. */
export function isClosed(month: Month, months: readonly Month[], now: Instant): boolean {
  return month.number + CLOSED_AFTER <= monthAt(now) && month !== months.at(-1);
}

async function prepare(connection: PgConnection, schema: string, through: number): Promise<void> {
  const s = quoted(schema);
  for (let made = 0; made < MOST_MADE; made++) {
    const last = (await monthsOf(connection, schema))?.at(-1);
    if (!last || last.number >= through) return;
    await changingMonths(connection, schema, async () => {
      // Another node may have made it meanwhile.
      if ((await monthsOf(connection, schema))?.at(-1)?.end !== last.end) return;
      const name = nameOfMonth(last.number + 1);
      // Attaching a table lets others read and write the log; making it as a part of the log would not.
      await connection.command(`CREATE TABLE ${s}.${name} (LIKE ${s}.audit INCLUDING DEFAULTS)`);
      await connection.command(
        `ALTER TABLE ${s}.audit ATTACH PARTITION ${s}.${name} FOR VALUES FROM (${last.end}) TO (${last.end + IDS_OF_A_MONTH})`,
      );
    });
  }
}

/** Has the next ids be those of a month that has begun. */
async function begin(connection: PgConnection, schema: string, number: number): Promise<void> {
  await changingMonths(connection, schema, async () => {
    const month = (await monthsOf(connection, schema))?.find((each) => each.number === number);
    if (!month || month.first === null) return;
    const ids = idsOf(schema);
    await connection.command(
      `SELECT setval(${ids}, ${month.first}) WHERE coalesce(pg_sequence_last_value(${ids}), 0) < ${month.first}`,
    );
  });
}

export async function isEmpty(connection: PgConnection, schema: string, name: string): Promise<boolean> {
  const { rows } = await connection.command(`SELECT 1 FROM ${quoted(schema)}.${name} LIMIT 1`);
  return rows.length === 0;
}

/** Waits for those who read the log now, and lets others go on. */
async function detach(connection: PgConnection, schema: string, { name, isLeaving }: Month): Promise<void> {
  const s = quoted(schema);
  const how = isLeaving ? 'FINALIZE' : 'CONCURRENTLY';
  await connection.command(`ALTER TABLE ${s}.audit DETACH PARTITION ${s}.${name} ${how}`);
}

/** Those that are no part of the log any more: of this process, and of one that died before it dropped them. */
async function dropDetached(connection: PgConnection, schema: string): Promise<void> {
  const { rows } = await connection.command(`
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = '${schema}' AND c.relkind = 'r' AND NOT c.relispartition AND c.relname LIKE 'audit%'`);
  for (const [name] of rows.map((row) => row.map(String))) {
    if (name === undefined || monthOfName(name) === null) continue;
    if (await isEmpty(connection, schema, name)) {
      await connection.command(`DROP TABLE ${quoted(schema)}.${name}`);
    }
  }
}
