import { isWithin } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import type { Member, Membership } from '../../model/index.ts';
import { managesTenant, rolePermissions, rolesOf } from './role.ts';

/** The powers of a tenant's manager over one of its members. */
export interface Standing {
  member: Member;
  own: string[];
  /** The member's role permits more than the manager's own: nobody takes from those who hold more. */
  above: boolean;
  /** Without the member nobody would look after the tenant. */
  last: boolean;
}

/** Read anew, because the change before may have been about the one who asks; `null` where there is nothing to do. */
export async function standingOver(api: Api, by: Membership, userId: string): Promise<Standing | null> {
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
