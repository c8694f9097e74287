import { tagsText } from '../push/message.ts';
import type { PgQuery } from './database.ts';
import { type ColumnTypes, pgStatement } from './statement.ts';

const NOTIFY = `
SELECT pg_notify(:channel, json_build_object(
  'by', :by::text, 'at', extract(epoch FROM clock_timestamp()) * 1000, 'tags', :tags::json)::text)`;

/**
 * Returns a function that makes the query by which a transaction tells the other nodes what it outdates. The server delivers it
 * with the commit, or not at all; also if this process dies before it hears of its commit.
 */
export function notices(
  schema: string,
  columns: ColumnTypes,
  by: string,
): (tags: readonly string[]) => PgQuery {
  const statement = pgStatement(NOTIFY, schema, columns);
  return (tags) => ({ statement, parameters: { channel: schema, by, tags: tagsText(tags) } });
}
