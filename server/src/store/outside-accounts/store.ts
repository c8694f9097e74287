import type { UserId } from '../../model/index.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { memberships, readMembership } from '../members/rows.ts';
import { addMembership as addMembershipSql } from '../members/statements.ts';
import { tenants } from '../tenants/rows.ts';
import { tenantById as tenantByIdSql } from '../tenants/statements.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import { users } from '../users/rows.ts';
import { userById as userByIdSql } from '../users/statements.ts';
import { outsideAccountRows } from './rows.ts';
import * as sql from './statements.ts';
import type { OutsideAccountStore } from './verbs.ts';

export function outsideAccountStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
): OutsideAccountStore {
  const account = db.one(sql.outsideAccount, outsideAccountRows.read);
  const accountsOf = db.many(sql.outsideAccountsOf, outsideAccountRows.read);
  const insertAccount = db.run(sql.insertOutsideAccount);
  const useAccount = db.run(sql.useOutsideAccount);
  const removeAccount = db.run(sql.removeOutsideAccount);
  const insertUser = db.run(sql.insertOutsideUser);
  const follow = db.run(sql.followOutsideAccount);
  const followName = db.run(sql.followName);
  const userById = db.one(userByIdSql, users.read);
  const tenantById = db.one(tenantByIdSql, tenants.read);
  const addMembership = db.run(addMembershipSql);
  const nameGiver = db.run(sql.nameGiver);
  const givenBy = db.many(sql.membershipsGivenBy, readMembership);

  type Person = Parameters<OutsideAccountStore['admitOutside']>[0];

  function* add(person: Person): Steps<UserId> {
    const { source, subject, email, emailVerified, name, now } = person;
    for (const userId of person.userIds) {
      if ((yield* insertUser({ userId, email, name, now })) === 0) continue;
      const times = { createdAt: now, usedAt: now };
      const added = { source, subject, userId, email, emailVerified, founding: true, ...times };
      yield* insertAccount(outsideAccountRows.parameters(added));
      yield* writeAudit(person.audit.added.map((row) => ({ ...row, userId })));
      return userId;
    }
    throw new Error('Every id for a new person is taken.');
  }

  return {
    admitOutside: (person) =>
      tx.write(function* () {
        const { source, subject, email, emailVerified, name, now } = person;
        const known = yield* account({ source, subject });
        const id = known?.userId ?? (yield* add(person));
        if (known) {
          yield* useAccount({ source, subject, email, emailVerified: emailVerified ? 1 : 0, now });
          if (known.founding && (yield* follow({ userId: id, email, name })) > 0) {
            yield* followName({ userId: id, name });
            yield* writeAudit(person.audit.changed.map((row) => ({ ...row, userId: id })));
          }
        }
        const user = yield* userById({ id });
        if (!user) throw new Error('An account at another system has no person.');
        return { user, added: known === null };
      }),

    outsideAccount: (source, subject) => tx.read(() => account({ source, subject })),

    outsideAccountsOf: (userId) => tx.read(() => accountsOf({ userId })),

    linkOutside: (linked, audit) =>
      tx.write(function* () {
        if ((yield* insertAccount(outsideAccountRows.parameters(linked))) === 0) return 'exists';
        yield* writeAudit(audit);
        return 'linked';
      }),

    unlinkOutside: ({ userId, source, subject, audit }) =>
      tx.write(function* () {
        const found = yield* account({ source, subject });
        if (found?.userId !== userId) return 'unknown';
        if (found.founding) return 'founding';
        yield* removeAccount({ userId, source, subject });
        yield* writeAudit(audit);
        return 'unlinked';
      }),

    giveMembership: (given, source, audit) =>
      tx.write(function* () {
        const { tenantId, userId } = given;
        if (!(yield* tenantById({ id: tenantId }))) return 'unknown';
        if (!(yield* userById({ id: userId }))) return 'unknown';
        if ((yield* addMembership(memberships.parameters(given))) === 0) return 'exists';
        yield* nameGiver({ tenantId, userId, source });
        yield* writeAudit(audit);
        return 'added';
      }),

    membershipsGivenBy: (userId, source) => tx.read(() => givenBy({ userId, source })),
  };
}
