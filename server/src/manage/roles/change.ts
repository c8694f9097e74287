import { isWithin } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { CustomRole, Membership } from '../../model/index.ts';
import { managesTenant, rolePermissions } from '../members/role.ts';
import { inTurn } from '../members/turn.ts';
import { type RoleProblems, type RoleWish, roleProblems } from './wish.ts';

export type SaveOutcome =
  | { kind: 'saved' }
  /** The one who asks does not manage the tenant. */
  | { kind: 'unknown' }
  /** The role, as wished or as it is, permits more than the manager's own. */
  | { kind: 'above_own' }
  | { kind: 'problems'; problems: RoleProblems };

export type RemoveOutcome = 'removed' | 'in_use' | 'above_own' | 'unknown';

/**
 * Makes a role of one tenant, or gives it other permissions; that counts for its members from the next call. Nobody
 * makes a role that permits more than they may themselves, nor takes from one that does.
 */
export function saveRole(
  api: Api,
  request: Inbound,
  by: Membership,
  wish: RoleWish,
  known: readonly string[],
): Promise<SaveOutcome> {
  return inTurn(api, by.tenantId, async (): Promise<SaveOutcome> => {
    const authority = await authorityOverRole(api, by, wish.name);
    if (!authority) return { kind: 'unknown' };
    const problems = roleProblems(api.config, wish, authority.made, known);
    if (Object.keys(problems).length > 0) return { kind: 'problems', problems };
    const { own, before } = authority;
    if (!isWithin(wish.permissions, own) || (before && !isWithin(before.permissions, own))) {
      return { kind: 'above_own' };
    }
    const { tenantId, userId } = by;
    const detail = { by: userId, ...wish, ...(before ? { before: before.permissions } : {}) };
    const audit = [auditEvent(api, request, 'role.changed', { tenantId, userId, detail })];
    await api.store.saveCustomRole({ tenantId, ...wish }, audit);
    return { kind: 'saved' };
  });
}

/** Removes a role that no member has any more. */
export function removeRole(api: Api, request: Inbound, by: Membership, name: string): Promise<RemoveOutcome> {
  return inTurn(api, by.tenantId, async (): Promise<RemoveOutcome> => {
    const authority = await authorityOverRole(api, by, name);
    if (!authority?.before) return 'unknown';
    const { own, before } = authority;
    if (!isWithin(before.permissions, own)) return 'above_own';
    const { tenantId, userId } = by;
    const detail = { by: userId, name, before: before.permissions };
    const audit = [auditEvent(api, request, 'role.removed', { tenantId, userId, detail })];
    return api.store.removeCustomRole({ tenantId, name, audit });
  });
}

/** The permissions of the manager now, and the role as stored; `null` if `by` does not manage the tenant. */
async function authorityOverRole(
  api: Api,
  by: Membership,
  name: string,
): Promise<{ own: string[]; made: CustomRole[]; before: CustomRole | null } | null> {
  // Read again, because an earlier change in the queue may have been about the manager.
  const manager = await api.store.membership(by.userId, by.tenantId);
  if (!manager || !managesTenant(api, manager.role)) return null;
  const roles = await api.store.customRoles(by.tenantId);
  return {
    made: roles,
    own: await rolePermissions(api, manager),
    before: roles.find((role) => role.name === name) ?? null,
  };
}
