import { setImmediate as turn } from 'node:timers/promises';
import type { AuditEvent, AuditRow } from '../../model/index.ts';
import { audit } from '../audit/rows.ts';
import { changesAfter } from '../audit/statements.ts';
import { integer } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';
import type { ChangeStore } from './verbs.ts';

/** Rows skipped at a time. */
const SLICE = 5_000;

/** Tells those who listen of the rows that commits write to the log. */
export interface ChangeWatch {
  /** Call it after each commit. */
  committed(written: readonly AuditEvent[]): void;
  /** `settled`: the id up to which the log is complete. */
  store(db: Database, tx: Transactions, settled: () => Promise<number>): ChangeStore;
}

export function watchChanges(): ChangeWatch {
  const listeners = new Set<Parameters<ChangeStore['onChange']>[0]>();
  return {
    committed(written) {
      const rows = written.filter(({ kind }) => kind !== 'api.called');
      if (rows.length === 0) return;
      for (const listener of listeners) listener(rows);
    },
    store(db, tx, settled) {
      const changes = db.many(changesAfter, (row) => ({
        id: integer.read(row.next(), 'audit.id'),
        ...audit.read(row),
      }));
      return {
        newestChange: settled,
        async changesAfter(id, limit) {
          const through = await settled();
          const rows: AuditRow[] = [];
          for (let from = id; from < through && rows.length < limit; from += SLICE) {
            // A follower that begins late has many calls to skip; other work runs in between.
            if (from > id) await turn();
            const end = Math.min(from + SLICE, through);
            const slice = { id: from, through: end, limit: limit - rows.length };
            rows.push(...(await tx.read(() => changes(slice))));
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
