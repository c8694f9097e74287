import type { Database, Transactions } from '../transactions.ts';
import { limitCounters } from './rows.ts';
import * as sql from './statements.ts';
import type { LimitStore } from './verbs.ts';

export function limitStore(db: Database, tx: Transactions): LimitStore {
  const open = db.many(sql.openCounters, limitCounters.read);
  const save = db.run(sql.saveCounter);
  return {
    limitCounters: (now) => tx.read(() => open({ now })),
    saveLimitCounters: (counters) =>
      tx.append(function* () {
        for (const counter of counters) yield* save(limitCounters.parameters(counter));
      }),
  };
}
