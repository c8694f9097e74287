import type { WriteAudit } from '../audit/writer.ts';
import { endingWithTheirGrants } from '../grants/endings.ts';
import { liveGrantsOfPerson } from '../grants/statements.ts';
import { removeInvitationsTo as removeInvitationsToSql } from '../invitations/statements.ts';
import { LAST_CHARACTER } from '../table/prefix.ts';
import type { Database, Transactions } from '../transactions.ts';
import type { PasswordWriter } from './password-writer.ts';
import { users } from './rows.ts';
import * as sql from './statements.ts';
import type { UserStore } from './verbs.ts';

export function userStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
  setPassword: PasswordWriter,
): UserStore {
  const userById = db.one(sql.userById, users.read);
  const userByEmail = db.one(sql.userByEmail, users.read);
  const usersAfter = db.many(sql.usersAfter, users.read);
  const usersLike = db.many(sql.usersLike, users.read);
  const addUser = db.run(sql.addUser);
  const renameUser = db.run(sql.renameUser);
  const renameMemberships = db.run(sql.renameMemberships);
  const forgetPerson = db.run(sql.forgetPerson);
  const removeInvitationsTo = db.run(removeInvitationsToSql);
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

    usersPage: ({ search, after, limit }) => {
      const place = { after: after ?? '', limit };
      return tx.read(() =>
        search === null ? usersAfter(place) : usersLike({ ...place, prefix: search, end: LAST_CHARACTER }),
      );
    },

    renameUser: ({ userId, name, from, audit }) =>
      tx.write(function* () {
        if ((yield* renameUser({ userId, name, from })) === 0) {
          return (yield* userById({ id: userId })) ? 'overtaken' : 'unknown';
        }
        yield* renameMemberships({ userId, name });
        yield* writeAudit(audit);
        return 'renamed';
      }),

    setPassword: (change) =>
      tx.write(function* () {
        return (yield* setPassword(change)) ? 'changed' : 'unknown';
      }),

    deletePerson: ({ userId, audit }) =>
      tx.write(function* () {
        yield* removeInvitationsTo({ userId });
        if ((yield* forgetPerson({ userId })) === 0) return 'unknown';
        yield* endGrants({ userId }, audit, function* () {
          for (const remove of ofPerson) yield* remove({ userId });
        });
        yield* writeAudit(audit);
        return 'deleted';
      }),
  };
}
