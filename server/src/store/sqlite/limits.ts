import * as sql from '../sql/limits.ts';
import { limitCounters } from '../sql/tables.ts';
import type { LimitStore } from '../store.ts';
import type { Database } from './database.ts';
import type { GroupCommit } from './group-commit.ts';

export function limitStore(db: Database, group: GroupCommit): LimitStore {
  const open = db.many(sql.openCounters, limitCounters.read);
  const save = db.run(sql.saveCounter);
  return {
    limitCounters: async (now) => open({ now }),
    saveLimitCounters: (counters) =>
      group.write(() => {
        for (const counter of counters) save(limitCounters.parameters(counter));
      }),
  };
}
