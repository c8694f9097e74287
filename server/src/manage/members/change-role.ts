import { isWithin } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { type Acting, nameInLog } from '../acting.ts';
import { authorityOver } from './authority.ts';

export type RoleChangeOutcome =
  | 'changed'
  | 'unchanged'
  /** No such member or role in this tenant, or the caller is not its manager. */
  | 'unknown'
  /** The tenant would have no manager left. */
  | 'last_manager'
  /** The new role, or the member's current one, permits more than the manager's own. */
  | 'above_own';

/**
 * Gives a member another role. A manager cannot grant more than they hold, nor reduce a role that exceeds
 * theirs. The last manager keeps their role.
 */
export async function changeRole(
  api: Api,
  request: Inbound,
  by: Acting,
  input: { userId: string; role: string },
): Promise<RoleChangeOutcome> {
  const outcome = await changeRoleOnce(api, request, by, input);
  return outcome === 'overtaken' ? changeRole(api, request, by, input) : outcome;
}

/**
 * Does the same, unless another change comes in between: then the outcome is `overtaken`.
 *
 * @param input `from` is the role that the change is meant for; without it, any
 */
export async function changeRoleOnce(
  api: Api,
  request: Inbound,
  by: Acting,
  input: { userId: string; role: string; from?: string },
): Promise<RoleChangeOutcome | 'overtaken'> {
  const { tenantId } = by;
  const { role } = input;
  const authority = await authorityOver(api, by, input.userId);
  const wanted = authority?.roles.find(({ name }) => name === role);
  if (!authority || !wanted) return 'unknown';
  const { member, own, above, judged } = authority;
  const { userId } = member;
  if (input.from !== undefined && member.role !== input.from) return 'overtaken';
  if (member.role === role) return 'unchanged';
  if (above || !isWithin(wanted.permissions, own)) return 'above_own';

  return api.store.setRole({
    tenantId,
    userId,
    role,
    judged,
    audit: [
      auditEvent(api, request, 'member.role_changed', {
        tenantId,
        userId,
        detail: { by: nameInLog(by), from: member.role, to: role },
      }),
    ],
  });
}
