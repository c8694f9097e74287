import { createHash, type Hash } from 'node:crypto';
import { to as copyTo } from 'pg-copy-streams';
import type { DatabaseAddress } from '../../config/environment/database.ts';
import { StartError } from '../../config/environment/start-error.ts';
import { linesOf } from '../../lib/lines.ts';
import { migrations } from '../migrations/index.ts';
import type { Filling, MovedTable } from '../moving/moving.ts';
import { schemaOf } from './index.ts';
import { hasToFit } from './migrate.ts';
import { type PgConnection, PgServer } from './server.ts';
import { startErrorOf } from './start-checks.ts';
import { quoted } from './statement.ts';

/** How long writers of the log are waited for, and wait themselves, at a time. */
const LOG_LOCK = '200ms';
const ATTEMPTS = 50;

/**
 * Copies the rows of an API as they are at one moment, beside its servers. In it the log has every row up to its newest: a verb that
 * is under way may have taken a smaller id, so the log is locked for the moment in which the copy begins. Throws `StartError`.
 */
export async function copyOut(
  { url, directUrl }: DatabaseAddress,
  apiName: string,
  openFilling: () => Filling,
): Promise<void> {
  const schema = schemaOf(apiName);
  const server = new PgServer(directUrl ?? url, { connections: 2, answerTimeout: 0, pipeline: false });
  try {
    await server.with(async (connection) => {
      await hasToFit(connection, { schema, known: migrations, place: server.place });
      await connection.command('SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0');
      await beginAtOneMoment(server, connection, schema);
      const into = openFilling();
      try {
        const sums = new Map<MovedTable, string>();
        for (const table of into.tables) sums.set(table, await copyTable(connection, schema, table, into));
        for (const { table, number } of await numbersOf(connection, schema)) into.gave(table, number);
        into.finish();
        for (const [table, sum] of sums) {
          if ((await into.contents(table)) === sum) continue;
          throw new StartError(
            `The copy of the table ${table.name} differs from it: run latchkey backup again.`,
          );
        }
      } finally {
        into.close();
        await connection.rollBack();
      }
    });
  } catch (error) {
    throw startErrorOf(error, server.place);
  } finally {
    await server.close();
  }
}

async function beginAtOneMoment(server: PgServer, connection: PgConnection, schema: string): Promise<void> {
  await server.with(async (other) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await other.command(`BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL lock_timeout = '${LOG_LOCK}'`);
        await other.command(`LOCK TABLE ${quoted(schema)}.audit IN SHARE MODE`);
        const { rows } = await other.command('SELECT pg_export_snapshot()');
        await connection.command('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        await connection.command(`SET TRANSACTION SNAPSHOT '${String(rows[0]?.[0])}'`);
        return;
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      } finally {
        await other.rollBack();
      }
    }
  });
}

/** Returns the sum of the table's rows. */
async function copyTable(
  connection: PgConnection,
  schema: string,
  table: MovedTable,
  into: Filling,
): Promise<string> {
  const [columns, key] = [table.columns, table.key].map((names) => names.map(quoted).join(', '));
  const sum = createHash('sha256');
  const rows = connection.stream(
    copyTo(`COPY (SELECT ${columns} FROM ${quoted(schema)}.${quoted(table.name)} ORDER BY ${key}) TO STDOUT`),
  );
  // Each row is one line: a line end inside it is escaped.
  await into.fill(table, linesOf(summed(rows, sum)));
  return sum.digest('hex');
}

async function* summed(rows: AsyncIterable<Buffer>, sum: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of rows) {
    sum.update(chunk);
    yield chunk;
  }
}

async function numbersOf(
  connection: PgConnection,
  schema: string,
): Promise<{ table: string; number: number }[]> {
  const { rows } = await connection.command(`
SELECT c.relname::text, coalesce(pg_sequence_last_value(pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname)::regclass), 0)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = '${schema}' AND a.attidentity <> '' AND c.relkind IN ('r', 'p') AND NOT c.relispartition`);
  return rows.map(([table, number]) => ({ table: String(table), number: Number(number) }));
}
