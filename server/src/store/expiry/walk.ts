import type { Instant } from '../../model/index.ts';
import { integer, nullable, text } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';
import { EXPIRING, lookAhead, removeStretch } from './statements.ts';

export interface Expired {
  /** The number of removed rows. */
  removed: number;
  /** For how long that held the others up, in milliseconds. */
  held: number;
  /** Every table was walked to its end; the next call begins with the first. */
  roundEnded: boolean;
}

/**
 * Walks the primary keys of the expiring tables, one stretch per call, and remembers its place
 * (docs/decisions/0003-expiry-by-walking.md). Scanning is a read; only a stretch with something to remove
 * writes.
 */
export function expiryWalk(
  db: Database,
  tx: Transactions,
): (before: Instant, limit: number) => Promise<Expired> {
  const last = nullable(text);
  const walks = EXPIRING.map((table) => ({
    after: '',
    look: db.one(lookAhead(table), (row) => ({
      seen: integer.read(row.next(), 'count'),
      last: last.read(row.next(), table.key),
      gone: integer.read(row.next(), 'count'),
    })),
    remove: db.run(removeStretch(table)),
  }));
  let at = 0;

  return async (before, limit) => {
    let left = limit;
    let removed = 0;
    let held = 0;
    for (let walk = walks[at]; walk && left > 0; walk = walks[at]) {
      const { after } = walk;
      const looked = { after, before, limit: left };
      const { look } = walk;
      const stretch = await tx.read(() => look(looked));
      const end = stretch?.last ?? null;
      const isDone = end === null || (stretch?.seen ?? 0) < left;
      left -= stretch?.seen ?? 0;
      if (end !== null && stretch && stretch.gone > 0) {
        const { remove } = walk;
        const taken = await tx.chore(function* () {
          const begun = performance.now();
          const rows = yield* remove({ after, last: end, before });
          return { rows, held: performance.now() - begun };
        });
        removed += taken.rows;
        held += taken.held;
      }
      // Only now: a stretch whose removal failed is looked at again.
      walk.after = isDone ? '' : end;
      if (isDone) at += 1;
    }
    const roundEnded = at === walks.length;
    if (roundEnded) at = 0;
    return { removed, held, roundEnded };
  };
}
