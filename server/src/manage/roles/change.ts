import { isWithin } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Membership } from '../../model/index.ts';
import { roleAuthority } from '../members/authority.ts';
import { type RoleInput, type RoleProblems, roleProblems } from './input.ts';

export type SaveOutcome =
  | { kind: 'saved' }
  /** The caller is not a manager of the tenant. */
  | { kind: 'unknown' }
  /** The role, as entered or as it is, permits more than the manager's own. */
  | { kind: 'above_own' }
  | { kind: 'problems'; problems: RoleProblems };

export type RemoveOutcome = 'removed' | 'in_use' | 'above_own' | 'unknown';

/**
 * Creates a role of one tenant or changes its permissions, effective from its members' next call. A manager
 * cannot make a role that exceeds their own, nor reduce one that does.
 */
export async function saveRole(
  api: Api,
  request: Inbound,
  by: Membership,
  input: RoleInput,
  known: readonly string[],
): Promise<SaveOutcome> {
  const authority = await roleAuthority(api, by);
  if (!authority) return { kind: 'unknown' };
  const { own, made, judged } = authority;
  const problems = roleProblems(api.config, input, made, known);
  if (Object.keys(problems).length > 0) return { kind: 'problems', problems };
  const before = made.find(({ name }) => name === input.name);
  if (!isWithin(input.permissions, own) || (before && !isWithin(before.permissions, own))) {
    return { kind: 'above_own' };
  }
  const { tenantId, userId } = by;
  const detail = { by: userId, ...input, ...(before ? { before: before.permissions } : {}) };
  const audit = [auditEvent(api, request, 'role.changed', { tenantId, userId, detail })];
  const outcome = await api.store.saveCustomRole({ tenantId, ...input }, audit, judged);
  return outcome === 'overtaken' ? saveRole(api, request, by, input, known) : { kind: 'saved' };
}

/** Removes a role that no member has. */
export async function removeRole(
  api: Api,
  request: Inbound,
  by: Membership,
  name: string,
): Promise<RemoveOutcome> {
  const authority = await roleAuthority(api, by);
  const before = authority?.made.find((role) => role.name === name);
  if (!authority || !before) return 'unknown';
  const { own, judged } = authority;
  if (!isWithin(before.permissions, own)) return 'above_own';
  const { tenantId, userId } = by;
  const detail = { by: userId, name, before: before.permissions };
  const audit = [auditEvent(api, request, 'role.removed', { tenantId, userId, detail })];
  const outcome = await api.store.removeCustomRole({ tenantId, name, judged, audit });
  return outcome === 'overtaken' ? removeRole(api, request, by, name) : outcome;
}
