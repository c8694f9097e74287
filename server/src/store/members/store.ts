import type { WriteAudit } from '../audit/writer.ts';
import { endingWithTheirGrants } from '../grants/endings.ts';
import { liveGrantsOfMember, revokeGrantsOfMember } from '../grants/statements.ts';
import { revokeTokensOfMember } from '../personal-tokens/statements.ts';
import { tenants } from '../tenants/rows.ts';
import { tenantById as tenantByIdSql } from '../tenants/statements.ts';
import type { Database, Transactions } from '../transactions.ts';
import { users } from '../users/rows.ts';
import { userById as userByIdSql } from '../users/statements.ts';
import { roleJudge } from './judge.ts';
import { customRoles, memberships, readMember, readMembership } from './rows.ts';
import * as sql from './statements.ts';
import type { MemberStore } from './verbs.ts';

export function memberStore(db: Database, tx: Transactions, writeAudit: WriteAudit): MemberStore {
  const userById = db.one(userByIdSql, users.read);
  const membershipsOf = db.many(sql.membershipsOf, readMembership);
  const membership = db.one(sql.membership, readMembership);
  const membersOf = db.many(sql.membersOf, readMember);
  const member = db.one(sql.member, readMember);
  const judge = roleJudge(db);
  const tenantById = db.one(tenantByIdSql, tenants.read);
  const addMembership = db.run(sql.addMembership);
  const setRole = db.run(sql.setRole);
  const wantsAlertMails = db.one(sql.wantsAlertMails, () => true);
  const setAlertMails = db.run(sql.setAlertMails);
  const removeMembership = db.run(sql.removeMembership);
  const revokeGrants = db.run(revokeGrantsOfMember);
  const endGrants = endingWithTheirGrants(db, writeAudit, liveGrantsOfMember);
  const revokeTokens = db.run(revokeTokensOfMember);
  const customRolesOf = db.many(sql.customRolesOf, customRoles.read);
  const saveCustomRole = db.run(sql.saveCustomRole);
  const isRoleHeld = db.one(sql.isRoleHeld, () => true);
  const removeCustomRole = db.run(sql.removeCustomRole);

  return {
    addMembership: (added, audit) =>
      tx.write(function* () {
        if (!(yield* tenantById({ id: added.tenantId }))) return 'unknown';
        if (!(yield* userById({ id: added.userId }))) return 'unknown';
        if ((yield* addMembership(memberships.parameters(added))) === 0) return 'exists';
        yield* writeAudit(audit);
        return 'added';
      }),

    membershipsOf: (userId) => tx.read(() => membershipsOf({ userId })),

    membership: (userId, tenantId) => tx.read(() => membership({ userId, tenantId })),

    membersOf: ({ tenantId, after, limit }) =>
      tx.read(() => membersOf({ tenantId, name: after?.name ?? '', id: after?.userId ?? '', limit })),

    member: (userId, tenantId) => tx.read(() => member({ userId, tenantId })),

    isHeldByOther: (roles, tenantId, userId) => tx.read(() => judge.isHeldByOther(roles, tenantId, userId)),

    wantsAlertMails: async (userId, tenantId) =>
      (await tx.read(() => wantsAlertMails({ userId, tenantId }))) ?? false,

    setAlertMails: ({ tenantId, userId, wanted, audit }) =>
      tx.write(function* () {
        if ((yield* setAlertMails({ tenantId, userId, wanted: wanted ? 1 : 0 })) === 0) return 'unchanged';
        yield* writeAudit(audit);
        return 'changed';
      }),

    setRole: ({ tenantId, userId, role, judged, audit }) =>
      tx.write(function* () {
        const problem = yield* judge.ofMember(tenantId, userId, role, judged);
        if (problem) return problem;
        if ((yield* setRole({ tenantId, userId, role })) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'changed';
      }),

    removeMember: ({ tenantId, userId, now, judged, audit }) =>
      tx.write(function* () {
        const problem = yield* judge.ofMember(tenantId, userId, null, judged);
        if (problem) return problem;
        if ((yield* removeMembership({ tenantId, userId })) === 0) return 'unknown';
        yield* endGrants({ tenantId, userId }, audit, () => revokeGrants({ tenantId, userId, now }));
        yield* revokeTokens({ tenantId, userId, now });
        yield* writeAudit(audit);
        return 'removed';
      }),

    customRoles: (tenantId) => tx.read(() => customRolesOf({ tenantId })),

    saveCustomRole: (role, audit, judged) =>
      tx.write(function* () {
        const problem = yield* judge.ofRoles(role.tenantId, judged);
        if (problem) return problem;
        yield* saveCustomRole(customRoles.parameters(role));
        yield* writeAudit(audit);
        return 'saved';
      }),

    removeCustomRole: ({ tenantId, name, judged, audit }) =>
      tx.write(function* () {
        const problem = yield* judge.ofRoles(tenantId, judged);
        if (problem) return problem;
        if (yield* isRoleHeld({ tenantId, name })) return 'in_use';
        if ((yield* removeCustomRole({ tenantId, name })) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'removed';
      }),
  };
}
