import { setImmediate as turn } from 'node:timers/promises';
import type { AuditRow } from '../../model/index.ts';
import { changedBy } from '../../rules/change/outdated.ts';
import { audit } from '../audit/rows.ts';
import { changesAfter } from '../audit/statements.ts';
import { integer } from '../table/codecs.ts';
import type { Database, Said, Transactions } from '../transactions.ts';
import type { Change, ChangeStore } from './verbs.ts';

/** Rows skipped at a time. */
const SLICE = 5_000;

/** Returns the tags of all that a transaction makes outdated, each once. */
export function outdatedBy({ written, outdated }: Said): string[] {
  return [...new Set([...written.flatMap(changedBy), ...outdated])];
}

/** Tells those who listen of what commits change. */
export interface ChangeWatch {
  /** Call it after each commit. */
  committed(said: Said): void;
  /** Call it when these tags are outdated by something else than a commit of this process that was answered. */
  elsewhere(outdated: readonly string[]): void;
  /** `settled`: the id up to which the log is complete. */
  store(db: Database, tx: Transactions, settled: () => Promise<number>): ChangeStore;
}

export function watchChanges(): ChangeWatch {
  const listeners = new Set<(change: Change) => void>();
  const tell = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  return {
    committed({ written, outdated }) {
      const rows = written.filter(({ kind }) => kind !== 'api.called');
      if (rows.length > 0 || outdated.length > 0) tell({ rows, outdated });
    },
    elsewhere: (outdated) => tell({ rows: [], outdated }),
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
