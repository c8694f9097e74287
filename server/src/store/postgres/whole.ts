import { StartError } from '../../config/environment/start-error.ts';
import type { Migration } from '../migrations/index.ts';
import { BASELINE } from './migrate.ts';
import { authority } from './schema/authority.ts';
import { records } from './schema/records.ts';
import type { PgConnection } from './server.ts';

/**
 * Throws `StartError` for a schema of which a part is missing, as an interrupted `pg_restore` leaves it: it makes tables, then rows,
 * and foreign keys at the end. A server would start on it, and find out at some request.
 */
export async function hasToBeWhole(
  connection: PgConnection,
  about: { schema: string; reached: number; known: readonly Migration[]; place: string },
): Promise<void> {
  const { schema, reached, known, place } = about;
  // A newer one is refused by its number: what it has is not known here.
  if (reached > (known.at(-1)?.version ?? 0)) return;
  const { rows } = await connection.command(`
SELECT c.relname::text, (SELECT count(*) FROM pg_constraint k WHERE k.connamespace = n.oid AND k.contype = 'f')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = '${schema}' AND c.relkind IN ('r', 'p')`);
  const made = [authority, records, ...known.filter(({ version }) => isLater(version, reached)).map(textOf)];
  const tables = made.flatMap((sql) => [...sql.matchAll(/\bCREATE TABLE (\w+)/g)].map(([, name]) => name));
  const there = new Set(rows.map(([name]) => name));
  const missing = tables.find((name) => !there.has(name));
  const keys = made.join('\n').match(/\bREFERENCES\b/g)?.length ?? 0;
  const found = Number(rows[0]?.[1] ?? 0);
  if (reached >= BASELINE && missing === undefined && found >= keys) return;
  const what = missing === undefined ? 'parts' : `the table ${missing}`;
  throw new StartError(
    `The schema ${schema} in ${place} lacks ${what}, as after a restore that was interrupted: drop it, and restore it once more, by ` +
      'pg_restore --single-transaction --exit-on-error.',
  );
}

const isLater = (version: number, reached: number) => version > BASELINE && version <= reached;
const textOf = ({ sql, postgres }: Migration) => postgres ?? sql;
