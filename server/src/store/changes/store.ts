import { setImmediate as turn } from 'node:timers/promises';
import type { AuditRow } from '../../model/index.ts';
import { audit } from '../audit/rows.ts';
import { changesAfter, newestRow } from '../audit/statements.ts';
import type { WriteAudit } from '../audit/store.ts';
import type { Database } from '../sqlite/database.ts';
import { integer } from '../table/codecs.ts';
import type { ChangeStore } from './verbs.ts';

/** Rows skipped at a time. */
const SLICE = 5_000;

/** Observes the rows that verbs write to the log. */
export interface ChangeWatch {
  noticing(write: WriteAudit): WriteAudit;
  /** Call it after each commit. */
  committed(): void;
  store(db: Database): ChangeStore;
}

export function watchChanges(): ChangeWatch {
  const listeners = new Set<() => void>();
  let written = false;
  return {
    noticing: (write) => (events) => {
      // A change that is rolled back causes a harmless extra notification.
      if (events.some(({ kind }) => kind !== 'api.called')) written = true;
      write(events);
    },
    committed() {
      if (!written) return;
      written = false;
      for (const listener of listeners) listener();
    },
    store(db) {
      const newest = db.one(newestRow, (row) => integer.read(row.next(), 'audit.id'));
      const changes = db.many(changesAfter, (row) => ({
        id: integer.read(row.next(), 'audit.id'),
        ...audit.read(row),
      }));
      return {
        newestChange: async () => newest({}) ?? 0,
        async changesAfter(id, limit) {
          const through = newest({}) ?? 0;
          const rows: AuditRow[] = [];
          for (let from = id; from < through && rows.length < limit; from += SLICE) {
            // A follower that begins late has many calls to skip; other work runs in between.
            if (from > id) await turn();
            const end = Math.min(from + SLICE, through);
            rows.push(...changes({ id: from, through: end, limit: limit - rows.length }));
          }
          return { rows, through };
        },
        onChange(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      };
    },
  };
}
