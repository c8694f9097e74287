import type { SealStore } from '../seals/verbs.ts';
import { oneOf, text } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';

const addedType = oneOf('trigger', 'view');

/** Lists triggers and views of a schema: Latchkey makes none, so somebody else did. */
export function addedToSchema(db: Database, tx: Transactions, schema: string): SealStore['addedToSchema'] {
  const added = db.many(
    `
SELECT type, name, relation FROM (
  SELECT 'trigger' AS type, t.tgname::text AS name, c.relname::text AS relation
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT t.tgisinternal AND n.nspname = :schema
  UNION ALL
  SELECT 'view', c.relname::text, c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('v', 'm') AND n.nspname = :schema
) added ORDER BY type, name LIMIT :limit`,
    (row) => ({
      type: addedType.read(row.next(), 'pg_class.type'),
      name: text.read(row.next(), 'pg_class.name'),
      table: text.read(row.next(), 'pg_class.relation'),
    }),
  );
  return (limit) => tx.read(() => added({ limit, schema }));
}
