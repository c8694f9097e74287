import { isWithin } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Membership } from '../../model/index.ts';
import { authorityOver } from './authority.ts';
import { rolesOf } from './role.ts';
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
  const authority = await authorityOver(api, by, userId);
  const wanted = (await rolesOf(api, tenantId)).find(({ name }) => name === role);
  if (!authority || !wanted) return 'unknown';
  const { member, own, above, last } = authority;
  if (member.role === role) return 'unchanged';
  if (above || !isWithin(wanted.permissions, own)) return 'above_own';
  if (last && !wanted.managesTenant) return 'last_manager';

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
