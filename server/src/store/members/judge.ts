import { isDeepStrictEqual } from 'node:util';
import type { TenantId, UserId } from '../../model/index.ts';
import { leavesUnmanaged } from '../../rules/tenant/managers.ts';
import type { Database, Steps } from '../transactions.ts';
import { customRoles, memberships } from './rows.ts';
import * as sql from './statements.ts';
import type { JudgedMember, JudgedRoles } from './verbs.ts';

/**
 * Checks whether the state on which a role change was judged is still current. Call it inside a transaction
 * only.
 */
export interface RoleJudge {
  isHeldByOther(roles: readonly string[], tenantId: TenantId, userId: UserId): Steps<boolean>;
  /** Returns why the change may not be made any more, or `null` if it may. */
  ofRoles(tenantId: TenantId, judged: JudgedRoles | undefined): Steps<'overtaken' | null>;
  /** @param to the member's next role; `null` if they leave */
  ofMember(
    tenantId: TenantId,
    userId: UserId,
    to: string | null,
    judged: JudgedMember | undefined,
  ): Steps<'overtaken' | 'last_manager' | null>;
}

export function roleJudge(db: Database): RoleJudge {
  const membership = db.one(sql.membership, memberships.read);
  const madeIn = db.many(sql.customRolesOf, customRoles.read);
  const heldByOther = db.one(sql.isHeldByOther, () => true);

  function* roleOf(userId: UserId, tenantId: TenantId): Steps<string | undefined> {
    return (yield* membership({ userId, tenantId }))?.role;
  }

  function* isHeldByOther(roles: readonly string[], tenantId: TenantId, userId: UserId): Steps<boolean> {
    return (yield* heldByOther({ roles: JSON.stringify(roles), tenantId, userId })) !== null;
  }

  function* ofRoles(tenantId: TenantId, judged: JudgedRoles | undefined): Steps<'overtaken' | null> {
    if (!judged) return null;
    const { by, made } = judged;
    if (by && (yield* roleOf(by.userId, tenantId)) !== by.role) return 'overtaken';
    return isDeepStrictEqual(yield* madeIn({ tenantId }), made) ? null : 'overtaken';
  }

  return {
    isHeldByOther,
    ofRoles,
    *ofMember(tenantId, userId, to, judged) {
      const overtaken = yield* ofRoles(tenantId, judged);
      if (!judged || overtaken) return overtaken;
      const { from, managing } = judged;
      if ((yield* roleOf(userId, tenantId)) !== from) return 'overtaken';
      const othersManage = yield* isHeldByOther(managing, tenantId, userId);
      return leavesUnmanaged(managing, { from, to, othersManage }) ? 'last_manager' : null;
    },
  };
}
