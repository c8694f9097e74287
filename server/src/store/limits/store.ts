import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { limitCounters } from './rows.ts';
import * as sql from './statements.ts';
import type { LimitStore } from './verbs.ts';

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
