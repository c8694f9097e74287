import type { Instant } from '../../model/index.ts';
import type { Store } from '../store.ts';
import { integer } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';
import * as sql from './statements.ts';

/** When this database came back from a backup. */
export const RESTORED = 'restored';

export function milestoneStore(
  db: Database,
  tx: Transactions,
): Pick<Store, 'timeBelieved' | 'believeTime' | 'restoredAt' | 'noteRestored'> {
  const milestone = db.one(sql.milestone, (row) => integer.read(row.next(), 'at'));
  const setMilestone = db.run(sql.setMilestone);
  const note = (name: string, at: Instant) =>
    tx.append(function* () {
      yield* setMilestone({ name, at });
    });
  return {
    timeBelieved: () => tx.read(() => milestone({ name: 'time' })),
    believeTime: (at) => note('time', at),
    restoredAt: () => tx.read(() => milestone({ name: RESTORED })),
    noteRestored: (at) => note(RESTORED, at),
  };
}
