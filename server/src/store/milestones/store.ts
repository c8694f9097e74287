import type { Store } from '../store.ts';
import { integer } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';
import * as sql from './statements.ts';

export function milestoneStore(db: Database, tx: Transactions): Pick<Store, 'timeBelieved' | 'believeTime'> {
  const milestone = db.one(sql.milestone, (row) => integer.read(row.next(), 'at'));
  const setMilestone = db.run(sql.setMilestone);
  return {
    timeBelieved: () => tx.read(() => milestone({ name: 'time' })),
    believeTime: (at) =>
      tx.append(function* () {
        yield* setMilestone({ name: 'time', at });
      }),
  };
}
