import type { SealStore } from '../seals/verbs.ts';
import { oneOf, text } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';

const ADDED = `
SELECT type, name, tbl_name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY type, name LIMIT :limit`;
const addedType = oneOf('trigger', 'view');

export function addedToSchema(db: Database, tx: Transactions): SealStore['addedToSchema'] {
  const added = db.many(ADDED, (row) => ({
    type: addedType.read(row.next(), 'sqlite_master.type'),
    name: text.read(row.next(), 'sqlite_master.name'),
    table: text.read(row.next(), 'sqlite_master.tbl_name'),
  }));
  return (limit) => tx.read(() => added({ limit }));
}
