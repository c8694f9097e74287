import { isWithin, managerRoles, managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import type { CustomRole, Member } from '../../model/index.ts';
import { leavesUnmanaged } from '../../rules/tenant/managers.ts';
import type { JudgedMember, JudgedRoles } from '../../store/store.ts';
import type { Acting } from '../acting.ts';
import { type Role, rolePermissions, rolesAmong } from './role.ts';

/** Rights over the roles of a tenant: a manager's, or those of somebody who acts for all of it. */
export interface RoleAuthority {
  /** The permissions that may be given: of the manager's own role. */
  own: readonly string[];
  made: CustomRole[];
  judged: JudgedRoles;
}

/** The same over one member. */
export interface Authority {
  member: Member;
  own: readonly string[];
  /** Every role that the member could have. */
  roles: Role[];
  /** The member's role permits more than the manager's own, so the manager may not reduce it. */
  above: boolean;
  /** The member is the tenant's last manager. */
  last: boolean;
  judged: JudgedMember;
}

/**
 * Reads what is never remembered, because an earlier change, on another node too, may have concerned the manager. Returns `null` if
 * `by` is not a manager.
 */
export async function roleAuthority(api: Api, by: Acting): Promise<RoleAuthority | null> {
  const made = await api.store.customRoles(by.tenantId);
  if (by.userId === null) return { own: EVERYTHING, made, judged: { by: null, made } };
  const manager = await api.store.member(by.userId, by.tenantId);
  if (!manager || !managesTenant(api.config, manager.role)) return null;
  const { userId, role } = manager;
  return { own: await rolePermissions(api, manager), made, judged: { by: { userId, role }, made } };
}

const EVERYTHING = ['*'];

/** Returns `null` also if there is no such member. */
export async function authorityOver(api: Api, by: Acting, id: string): Promise<Authority | null> {
  const { tenantId } = by;
  const authority = await roleAuthority(api, by);
  const member = await api.store.member(id, tenantId);
  if (!authority || !member) return null;
  const { own, made, judged } = authority;
  const roles = rolesAmong(api, made);
  const from = member.role;
  const current = roles.find(({ name }) => name === from);
  const managing = managerRoles(api.config);
  const othersManage = await api.store.isHeldByOther(managing, tenantId, member.userId);
  return {
    member,
    own,
    roles,
    above: current !== undefined && !isWithin(current.permissions, own),
    last: leavesUnmanaged(managing, { from, to: null, othersManage }),
    judged: { ...judged, from, managing },
  };
}
