import type { AuditEvent, Instant } from '../../model/index.ts';
import {
  AUDIT_FILTERS,
  type AuditFilter,
  auditTrail,
  insertAudit,
  newestRow,
  rowFrom,
} from '../sql/audit.ts';
import { integer } from '../sql/codecs.ts';
import { useOnce } from '../sql/one-time.ts';
import type { RowReader, SqlValue } from '../sql/table.ts';
import { audit } from '../sql/tables.ts';
import type { AuditStore } from '../store.ts';
import type { Database } from './database.ts';
import type { GroupCommit } from './group-commit.ts';

/** Writes events inside a verb, so that they commit with the change or not at all. */
export type WriteAudit = (events: readonly AuditEvent[]) => void;

/** By how much a row may be older than one before it: several processes' clocks, and calls that took a while. */
const OUT_OF_ORDER = 10 * 60_000;

export function auditWriter(db: Database): WriteAudit {
  const insert = db.run(insertAudit);
  return (events) => {
    for (const event of events) insert(audit.parameters(event));
  };
}

export function auditStore(db: Database, group: GroupCommit, write: WriteAudit): AuditStore {
  const prepare = (sql: string) =>
    db.many(sql, (row) => ({ id: integer.read(row.next(), 'audit.id'), ...audit.read(row) }));
  const once = db.run(useOnce);
  const trails = new Map<string, ReturnType<typeof prepare>>();
  const newest = db.one(newestRow, placeInTime);
  const from = db.one(rowFrom, placeInTime);

  /**
   * An id that no row since `since` is below. Rows are in the order of time but for a little, so it is found by
   * halving instead of with an index on time, which every call to the API would have to keep up.
   */
  function firstRowFrom(since: Instant): number {
    const sought = since - OUT_OF_ORDER;
    let [low, high] = [1, (newest({})?.id ?? 0) + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = from({ id: middle });
      if (row === null || row.at >= sought) high = middle;
      else low = row.id + 1;
    }
    return low;
  }

  return {
    record: (events) => group.write(() => write(events)),

    recordOnce: ({ key, expiresAt, events }) =>
      group.write(() => {
        if (once({ key: `call_batch ${key}`, expiresAt }) !== 1) return 'seen';
        write(events);
        return 'first';
      }),

    async auditTrail({ limit, ...query }) {
      const first = query.since === undefined ? undefined : firstRowFrom(query.since);
      const wanted: Partial<Record<AuditFilter, SqlValue | undefined>> = { ...query, first };
      const filters = AUDIT_FILTERS.filter((name) => wanted[name] !== undefined);
      const sql = auditTrail(filters);
      const trail = trails.get(sql) ?? prepare(sql);
      trails.set(sql, trail);
      return trail({ limit, ...Object.fromEntries(filters.map((name) => [name, wanted[name] ?? null])) });
    },
  };
}

function placeInTime(row: RowReader): { id: number; at: Instant } {
  return { id: integer.read(row.next(), 'audit.id'), at: integer.read(row.next(), 'audit.at') };
}
