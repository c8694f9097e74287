import type { WriteAudit } from '../audit/store.ts';
import { endingWithTheirGrants } from '../grants/endings.ts';
import { liveGrantsOfPerson } from '../grants/statements.ts';
import { logoutNotices } from '../logout-notices/rows.ts';
import { insertLogoutNotice } from '../logout-notices/statements.ts';
import { endSessionsOf } from '../sessions/statements.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { users } from './rows.ts';
import * as sql from './statements.ts';
import type { UserStore } from './verbs.ts';

export function userStore(db: Database, group: GroupCommit, writeAudit: WriteAudit): UserStore {
  const userById = db.one(sql.userById, users.read);
  const userByEmail = db.one(sql.userByEmail, users.read);
  const addUser = db.run(sql.addUser);
  const endSessions = db.run(endSessionsOf);
  const insertNotice = db.run(insertLogoutNotice);
  const setPassword = db.run(sql.setPassword);
  const forgetPerson = db.run(sql.forgetPerson);
  const endGrants = endingWithTheirGrants(db, writeAudit, liveGrantsOfPerson);
  const ofPerson = sql.ofPerson.map((statement) => db.run(statement));

  return {
    addUser: (user, audit) =>
      group.write(() => {
        if (addUser(users.parameters(user)) === 0) return 'exists';
        writeAudit(audit);
        return 'added';
      }),

    userById: async (id) => userById({ id }),

    userByEmail: async (email) => userByEmail({ email }),

    setPassword: ({ userId, passwordHash, keep, notices, audit }) =>
      group.write(() => {
        if (setPassword({ userId, passwordHash }) === 0) return 'unknown';
        endSessions({ userId, keep });
        for (const notice of notices) insertNotice(logoutNotices.parameters(notice));
        writeAudit(audit);
        return 'changed';
      }),

    deletePerson: ({ userId, audit }) =>
      group.write(() => {
        if (forgetPerson({ userId }) === 0) return 'unknown';
        endGrants({ userId }, audit, () => {
          for (const remove of ofPerson) remove({ userId });
        });
        writeAudit(audit);
        return 'deleted';
      }),
  };
}
