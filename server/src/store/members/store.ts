import type { WriteAudit } from '../audit/store.ts';
import { endingWithTheirGrants } from '../grants/endings.ts';
import { liveGrantsOfMember, revokeGrantsOfMember } from '../grants/statements.ts';
import { revokeTokensOfMember } from '../personal-tokens/statements.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { tenants } from '../tenants/rows.ts';
import { tenantById as tenantByIdSql } from '../tenants/statements.ts';
import { users } from '../users/rows.ts';
import { userById as userByIdSql } from '../users/statements.ts';
import { roleJudge } from './judge.ts';
import { customRoles, memberships, readMember, readMembership } from './rows.ts';
import * as sql from './statements.ts';
import type { MemberStore } from './verbs.ts';

export function memberStore(db: Database, group: GroupCommit, writeAudit: WriteAudit): MemberStore {
  const userById = db.one(userByIdSql, users.read);
  const membershipsOf = db.many(sql.membershipsOf, readMembership);
  const membership = db.one(sql.membership, readMembership);
  const membersOf = db.many(sql.membersOf, readMember);
  const member = db.one(sql.member, readMember);
  const judge = roleJudge(db);
  const tenantById = db.one(tenantByIdSql, tenants.read);
  const addMembership = db.run(sql.addMembership);
  const setRole = db.run(sql.setRole);
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
      group.write(() => {
        if (!tenantById({ id: added.tenantId }) || !userById({ id: added.userId })) return 'unknown';
        if (addMembership(memberships.parameters(added)) === 0) return 'exists';
        writeAudit(audit);
        return 'added';
      }),

    membershipsOf: async (userId) => membershipsOf({ userId }),

    membership: async (userId, tenantId) => membership({ userId, tenantId }),

    membersOf: async ({ tenantId, after, limit }) =>
      membersOf({ tenantId, name: after?.name ?? '', id: after?.userId ?? '', limit }),

    member: async (userId, tenantId) => member({ userId, tenantId }),

    isHeldByOther: async (roles, tenantId, userId) => judge.isHeldByOther(roles, tenantId, userId),

    setRole: ({ tenantId, userId, role, judged, audit }) =>
      group.write(() => {
        const problem = judge.ofMember(tenantId, userId, role, judged);
        if (problem) return problem;
        if (setRole({ tenantId, userId, role }) === 0) return 'unknown';
        writeAudit(audit);
        return 'changed';
      }),

    removeMember: ({ tenantId, userId, now, judged, audit }) =>
      group.write(() => {
        const problem = judge.ofMember(tenantId, userId, null, judged);
        if (problem) return problem;
        if (removeMembership({ tenantId, userId }) === 0) return 'unknown';
        endGrants({ tenantId, userId }, audit, () => revokeGrants({ tenantId, userId, now }));
        revokeTokens({ tenantId, userId, now });
        writeAudit(audit);
        return 'removed';
      }),

    customRoles: async (tenantId) => customRolesOf({ tenantId }),

    saveCustomRole: (role, audit, judged) =>
      group.write(() => {
        const problem = judge.ofRoles(role.tenantId, judged);
        if (problem) return problem;
        saveCustomRole(customRoles.parameters(role));
        writeAudit(audit);
        return 'saved';
      }),

    removeCustomRole: ({ tenantId, name, judged, audit }) =>
      group.write(() => {
        const problem = judge.ofRoles(tenantId, judged);
        if (problem) return problem;
        if (isRoleHeld({ tenantId, name })) return 'in_use';
        if (removeCustomRole({ tenantId, name }) === 0) return 'unknown';
        writeAudit(audit);
        return 'removed';
      }),
  };
}
