import type { WriteAudit } from '../audit/writer.ts';
import { endingWithTheirGrants } from '../grants/endings.ts';
import { liveGrantsOfPerson } from '../grants/statements.ts';
import { logoutNotices } from '../logout-notices/rows.ts';
import { insertLogoutNotice } from '../logout-notices/statements.ts';
import { endSessionsOf } from '../sessions/statements.ts';
import type { Database, Transactions } from '../transactions.ts';
import { users } from './rows.ts';
import * as sql from './statements.ts';
import type { UserStore } from './verbs.ts';

export function userStore(db: Database, tx: Transactions, writeAudit: WriteAudit): UserStore {
  const userById = db.one(sql.userById, users.read);
  const userByEmail = db.one(sql.userByEmail, users.read);
  const addUser = db.run(sql.addUser);
  const endSessions = db.run(endSessionsOf);
  const insertNotices = db.insertAll(insertLogoutNotice);
  const setPassword = db.run(sql.setPassword);
  const forgetPerson = db.run(sql.forgetPerson);
  const endGrants = endingWithTheirGrants(db, writeAudit, liveGrantsOfPerson);
  const ofPerson = sql.ofPerson.map((statement) => db.run(statement));

  return {
    addUser: (user, audit) =>
      tx.write(function* () {
        if ((yield* addUser(users.parameters(user))) === 0) return 'exists';
        yield* writeAudit(audit);
        return 'added';
      }),

    userById: (id) => tx.read(() => userById({ id })),

    userByEmail: (email) => tx.read(() => userByEmail({ email })),

    setPassword: ({ userId, passwordHash, keep, notices, audit }) =>
      tx.write(function* () {
        if ((yield* setPassword({ userId, passwordHash })) === 0) return 'unknown';
        yield* endSessions({ userId, keep });
        yield* insertNotices(notices.map(logoutNotices.parameters));
        yield* writeAudit(audit);
        return 'changed';
      }),

    deletePerson: ({ userId, audit }) =>
      tx.write(function* () {
        if ((yield* forgetPerson({ userId })) === 0) return 'unknown';
        yield* endGrants({ userId }, audit, function* () {
          for (const remove of ofPerson) yield* remove({ userId });
        });
        yield* writeAudit(audit);
        return 'deleted';
      }),
  };
}
