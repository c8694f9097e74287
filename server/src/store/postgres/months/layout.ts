import type { Instant } from '../../../model/index.ts';
import type { PgConnection } from '../server.ts';
import { quoted } from '../statement.ts';

/**
 * Ids of a month at most: 3,800 rows a second for a whole month. Where a month has more, they go into the table of the next, which is there.
 * Numbers of JavaScript are exact for 900,000 such months.
 */
export const IDS_OF_A_MONTH = 10_000_000_000;

/** The table of one month, or of all up to one. */
export interface Month {
  name: string;
  /** Its month, counted from year 0. */
  number: number;
  /** `null`: from the beginning. */
  first: number | null;
  /** The first id behind it. */
  end: number;
  /** It was begun to be detached, and the process died. */
  isLeaving: boolean;
}

const NAME = /^audit_(?:to_)?(\d{4})_(\d{2})$/;
const BOUNDS = /FROM \((?:MINVALUE|'?(\d+)'?)\) TO \('?(\d+)'?\)/;

export function monthAt(now: Instant): number {
  const date = new Date(now);
  return 12 * date.getUTCFullYear() + date.getUTCMonth();
}

/** Such as `audit_2026_11`; with `to` the first table, which has everything up to that month. */
export function nameOfMonth(number: number, to = ''): string {
  const year = String(Math.floor(number / 12)).padStart(4, '0');
  return `audit_${to}${year}_${String((number % 12) + 1).padStart(2, '0')}`;
}

export function monthOfName(name: string): number | null {
  const [, year, month] = NAME.exec(name) ?? [];
  return year === undefined || month === undefined ? null : 12 * Number(year) + Number(month) - 1;
}

/** Returns the months of a log in order; `null` where it is one table. */
export async function monthsOf(connection: PgConnection, schema: string): Promise<Month[] | null> {
  const { rows } = await connection.command(`
SELECT c.relname, pg_get_expr(c.relpartbound, c.oid), i.inhdetachpending::int, p.relkind = 'p'
FROM pg_class p JOIN pg_namespace n ON n.oid = p.relnamespace
LEFT JOIN pg_inherits i ON i.inhparent = p.oid LEFT JOIN pg_class c ON c.oid = i.inhrelid
WHERE n.nspname = '${schema}' AND p.relname = 'audit'`);
  if (rows[0]?.[3] !== 1) return null;
  return rows
    .flatMap(([name, bounds, leaving]) => {
      const number = monthOfName(String(name));
      const [, first, end] = BOUNDS.exec(String(bounds)) ?? [];
      if (number === null || end === undefined) return [];
      const from = first === undefined ? null : Number(first);
      return [{ name: String(name), number, first: from, end: Number(end), isLeaving: leaving === 1 }];
    })
    .toSorted((one, other) => one.end - other.end);
}

/** One process at a time changes the tables of a log. To be sent inside a transaction. */
export function lockOfMonths(schema: string): string {
  return `SELECT pg_advisory_xact_lock(hashtextextended('latchkey months ${schema}', 0))`;
}

/** The sequence of the ids, as a text of SQL. */
export function idsOf(schema: string): string {
  return `pg_get_serial_sequence('${quoted(schema)}.audit', 'id')::regclass`;
}
