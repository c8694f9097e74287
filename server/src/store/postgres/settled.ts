import { setTimeout as pause } from 'node:timers/promises';
import { SECOND } from '../../lib/clock.ts';
import { integer } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';

/** How long a reader waits for transactions that may still write rows before the newest. */
const PATIENCE = SECOND;
const SHORTEST_PAUSE = 2;
const LONGEST_PAUSE = 50;

/** Reads the last months only. With the newest transaction that could have taken a smaller id at this moment. */
const NEWEST = `
SELECT coalesce(max(id), 0), pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM audit WHERE id >= :reached`;
const OLDEST_UNDER_WAY = 'SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint';

/**
 * Returns the id up to which no row can be added to the log any more, on any node. Ids are not in the order of commits: a
 * transaction that is under way may have taken an id before that of the newest row. It has its own id by then, because a row
 * takes both in this order; so once all transactions of this moment are over, every row up to the newest one is there.
 *
 * Waits for them, so that rows committed before the call count; if one takes too long, only as far as an earlier call came.
 */
export function settledRows(db: Database, tx: Transactions): () => Promise<number> {
  const newest = db.one(NEWEST, (row) => ({
    id: integer.read(row.next(), 'audit.id'),
    before: integer.read(row.next(), 'xmax'),
  }));
  const oldestUnderWay = db.one(OLDEST_UNDER_WAY, (row) => integer.read(row.next(), 'xmin'));
  let reached = 0;
  return async () => {
    const mark = await tx.read(() => newest({ reached }));
    const until = performance.now() + PATIENCE;
    for (let wait = SHORTEST_PAUSE; mark && mark.id > reached; wait = Math.min(LONGEST_PAUSE, 2 * wait)) {
      if (((await tx.read(() => oldestUnderWay({}))) ?? 0) >= mark.before)
        reached = Math.max(reached, mark.id);
      else if (performance.now() >= until) break;
      else await pause(wait);
    }
    return reached;
  };
}
