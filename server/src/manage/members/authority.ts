import { isWithin } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import type { Member, Membership } from '../../model/index.ts';
import { managesTenant, rolePermissions, rolesOf } from './role.ts';

/** The powers of a tenant's manager over one of its members. */
export interface Authority {
  member: Member;
  own: string[];
  /** The member's role permits more than the manager's own, so the manager may take nothing from them. */
  above: boolean;
  /** Without the member the tenant would have no manager. */
  last: boolean;
}

/** Reads both anew, because an earlier change may have been about the manager. `null` if `by` manages nothing or there is no such member. */
export async function authorityOver(api: Api, by: Membership, userId: string): Promise<Authority | null> {
  const { tenantId } = by;
  const manager = await api.store.membership(by.userId, tenantId);
  const member = await api.store.member(userId, tenantId);
  if (!manager || !managesTenant(api, manager.role) || !member) return null;
  const own = await rolePermissions(api, manager);
  const roles = await rolesOf(api, tenantId);
  const current = roles.find(({ name }) => name === member.role);
  const managing = roles.filter((each) => each.managesTenant).map(({ name }) => name);
  return {
    member,
    own,
    above: current !== undefined && !isWithin(current.permissions, own),
    last: managing.includes(member.role) && !(await isHeldByOther(api, managing, member)),
  };
}

async function isHeldByOther(api: Api, roles: string[], { tenantId, userId }: Membership): Promise<boolean> {
  const held = await Promise.all(roles.map((role) => api.store.isHeldByOther(role, tenantId, userId)));
  return held.includes(true);
}
