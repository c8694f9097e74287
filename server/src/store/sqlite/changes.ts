import type { ChangeStore } from '../change-store.ts';
import { changesAfter, newestRow } from '../sql/audit.ts';
import { integer } from '../sql/codecs.ts';
import { audit } from '../sql/tables.ts';
import type { WriteAudit } from './audit.ts';
import type { Database } from './database.ts';

/** Notices the rows that verbs write on their way to the log. */
export interface ChangeWatch {
  noticing(write: WriteAudit): WriteAudit;
  /** To be called after each commit. */
  committed(): void;
  store(db: Database): ChangeStore;
}

export function watchChanges(): ChangeWatch {
  const listeners = new Set<() => void>();
  let written = false;
  return {
    noticing: (write) => (events) => {
      // One that is rolled back is noticed for nothing, which does no harm.
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
          return { rows: changes({ id, through, limit }), through };
        },
        onChange(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      };
    },
  };
}
