import type { AuditEvent } from '../../model/index.ts';
import { AUDIT_FILTERS, auditTrail, insertAudit } from '../sql/audit.ts';
import { integer } from '../sql/codecs.ts';
import { audit } from '../sql/tables.ts';
import type { AuditStore } from '../store.ts';
import type { Database } from './database.ts';
import type { GroupCommit } from './group-commit.ts';

/** Writes events inside a verb, so that they commit with the change or not at all. */
export type WriteAudit = (events: readonly AuditEvent[]) => void;

export function auditWriter(db: Database): WriteAudit {
  const insert = db.run(insertAudit);
  return (events) => {
    for (const event of events) insert(audit.parameters(event));
  };
}

export function auditStore(db: Database, group: GroupCommit, write: WriteAudit): AuditStore {
  const prepare = (sql: string) =>
    db.many(sql, (row) => ({ id: integer.read(row.next(), 'audit.id'), ...audit.read(row) }));
  const trails = new Map<string, ReturnType<typeof prepare>>();

  return {
    record: (events) => group.write(() => write(events)),

    async auditTrail(query) {
      const filters = AUDIT_FILTERS.filter((name) => query[name] !== undefined);
      const sql = auditTrail(filters);
      const trail = trails.get(sql) ?? prepare(sql);
      trails.set(sql, trail);
      return trail({
        limit: query.limit,
        ...Object.fromEntries(filters.map((name) => [name, query[name] ?? null])),
      });
    },
  };
}
