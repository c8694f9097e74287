import { integer } from '../table/codecs.ts';
import type { Database, Transactions } from '../transactions.ts';
import * as sql from './statements.ts';
import type { LeaseStore } from './verbs.ts';

export function leaseStore(db: Database, tx: Transactions): LeaseStore {
  const time = db.one(sql.databaseTime, (row) => integer.read(row.next(), 'time'));
  const take = db.run(sql.takeLease);
  const end = db.run(sql.endLease);
  return {
    async databaseTime() {
      const now = await tx.read(() => time({}));
      if (now === null) throw new Error('The database told no time.');
      return now;
    },
    // One statement, which waits for the row if another node has it: it needs no isolation beyond that.
    takeLease: (lease) =>
      tx.append(function* () {
        return (yield* take(lease)) > 0;
      }),
    endLease: (lease) =>
      tx.append(function* () {
        yield* end(lease);
      }),
  };
}
