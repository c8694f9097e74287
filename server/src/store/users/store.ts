import type { WriteAudit } from '../audit/writer.ts';
import { endingWithTheirGrants } from '../grants/endings.ts';
import { liveGrantsOfPerson } from '../grants/statements.ts';
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
  const addUser = db.run(sql.addUser);
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

    setPassword: (change) =>
      tx.write(function* () {
        return (yield* setPassword(change)) ? 'changed' : 'unknown';
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
