import type { Instant } from '../../model/index.ts';
import { integer, nullable, text } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';
import { EXPIRING, lookAhead, removeStretch } from './statements.ts';

/**
 * Walks the primary keys of the expiring tables, one stretch per call, and remembers its place
 * (docs/decisions/0003-expiry-by-walking.md). Scanning is a read; only a stretch with something to remove
 * writes.
 */
export function expiryWalk(
  db: Database,
  tx: Transactions,
): (before: Instant, limit: number) => Promise<number> {
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
    for (let turns = 0; turns < walks.length && left > 0; turns++) {
      const walk = walks[at];
      if (!walk) break;
      const { after } = walk;
      const looked = { after, before, limit: left };
      const stretch = await tx.read(() => walk.look(looked));
      if (!stretch) break;
      const end = stretch.last;
      const finished = stretch.seen < left;
      walk.after = finished || end === null ? '' : end;
      if (finished) at = (at + 1) % walks.length;
      left -= stretch.seen;
      if (stretch.gone > 0 && end !== null) {
        removed += await tx.write(() => walk.remove({ after, last: end, before }));
      }
    }
    return removed;
  };
}
