import { isWithin } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Membership } from '../../model/index.ts';
import { managesTenant, rolePermissions, rolesOf } from './role.ts';
import { inTurn } from './turn.ts';

export type RoleChangeOutcome =
  | 'changed'
  | 'unchanged'
  /** No such member or role in this tenant, or the one who asks does not manage it. */
  | 'unknown'
  /** The tenant would be left with nobody who looks after it. */
  | 'last_manager'
  /** The role, or the one the member has now, permits more than the manager's own. */
  | 'above_own';

/**
 * Gives a member another role. Nobody hands out more than they hold, nor takes it from those who hold more; and
 * the last manager stays one.
 */
export function changeRole(
  api: Api,
  request: Inbound,
  by: Membership,
  wish: { userId: string; role: string },
): Promise<RoleChangeOutcome> {
  return inTurn(api, by.tenantId, () => decide(api, request, by, wish));
}

async function decide(
  api: Api,
  request: Inbound,
  by: Membership,
  { userId, role }: { userId: string; role: string },
): Promise<RoleChangeOutcome> {
  const { tenantId } = by;
  // Read again, because the change before this one in the queue may have been about the one who asks.
  const manager = await api.store.membership(by.userId, tenantId);
  const member = await api.store.membership(userId, tenantId);
  const roles = await rolesOf(api, tenantId);
  const wanted = roles.find(({ name }) => name === role);
  if (!manager || !managesTenant(api, manager.role) || !member || !wanted) return 'unknown';
  if (member.role === role) return 'unchanged';

  const own = await rolePermissions(api, manager);
  const current = roles.find(({ name }) => name === member.role);
  if (!isWithin(wanted.permissions, own) || (current && !isWithin(current.permissions, own)))
    return 'above_own';
  const managing = roles.filter((each) => each.managesTenant).map(({ name }) => name);
  if (
    managing.includes(member.role) &&
    !wanted.managesTenant &&
    !(await isHeldByOther(api, managing, member))
  )
    return 'last_manager';

  return api.store.setRole({
    tenantId,
    userId,
    role,
    audit: [
      auditEvent(api, request, 'member.role_changed', {
        tenantId,
        userId,
        detail: { by: by.userId, from: member.role, to: role },
      }),
    ],
  });
}

async function isHeldByOther(api: Api, roles: string[], { tenantId, userId }: Membership): Promise<boolean> {
  const held = await Promise.all(roles.map((role) => api.store.isHeldByOther(role, tenantId, userId)));
  return held.includes(true);
}
