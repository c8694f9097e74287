import type { Database, Transactions } from '../transactions.ts';
import { users } from '../users/rows.ts';
import { userById as userByIdSql } from '../users/statements.ts';
import { preferences } from './rows.ts';
import * as sql from './statements.ts';
import type { PreferenceStore } from './verbs.ts';

export function preferenceStore(db: Database, tx: Transactions): PreferenceStore {
  const preferencesOf = db.one(sql.preferencesOf, preferences.read);
  const userById = db.one(userByIdSql, users.read);
  const set = db.run(sql.setPreferences);

  return {
    preferencesOf: (userId) => tx.read(() => preferencesOf({ userId })),

    setPreferences: ({ userId, ...change }) =>
      tx.write(function* () {
        if (!(yield* userById({ id: userId }))) return 'unknown';
        const before = (yield* preferencesOf({ userId })) ?? {
          language: null,
          timeZone: null,
          approvalMails: true,
        };
        yield* set(preferences.parameters({ ...before, ...change, userId }));
        return 'set';
      }),
  };
}
