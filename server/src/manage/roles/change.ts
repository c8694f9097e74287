import { isDeepStrictEqual } from 'node:util';
import { isWithin } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { CustomRole } from '../../model/index.ts';
import { type Acting, nameInLog } from '../acting.ts';
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
  by: Acting,
  input: RoleInput,
  known: readonly string[],
): Promise<SaveOutcome> {
  const outcome = await saveRoleOnce(api, request, by, { input, known });
  return outcome.kind === 'overtaken' ? saveRole(api, request, by, input, known) : outcome;
}

/**
 * Does the same, unless another change comes in between: then the outcome is `overtaken`.
 *
 * @param change `from` is the role that the change is meant for, `null` if none was there; without it, any
 */
export async function saveRoleOnce(
  api: Api,
  request: Inbound,
  by: Acting,
  change: { input: RoleInput; known: readonly string[]; from?: CustomRole | null },
): Promise<SaveOutcome | { kind: 'overtaken' }> {
  const { input, known, from } = change;
  const authority = await roleAuthority(api, by);
  if (!authority) return { kind: 'unknown' };
  const { own, made, judged } = authority;
  const before = made.find(({ name }) => name === input.name);
  if (from !== undefined && !isDeepStrictEqual(from, before ?? null)) return { kind: 'overtaken' };
  const problems = roleProblems(api.config, input, made, known);
  if (Object.keys(problems).length > 0) return { kind: 'problems', problems };
  if (!isWithin(input.permissions, own) || (before && !isWithin(before.permissions, own))) {
    return { kind: 'above_own' };
  }
  const { tenantId, userId } = by;
  const detail = { by: nameInLog(by), ...input, ...(before ? { before: before.permissions } : {}) };
  const audit = [auditEvent(api, request, 'role.changed', { tenantId, userId, detail })];
  const outcome = await api.store.saveCustomRole({ tenantId, ...input }, audit, judged);
  return { kind: outcome };
}

/** Removes a role that no member has. */
export async function removeRole(
  api: Api,
  request: Inbound,
  by: Acting,
  name: string,
): Promise<RemoveOutcome> {
  const authority = await roleAuthority(api, by);
  const before = authority?.made.find((role) => role.name === name);
  if (!authority || !before) return 'unknown';
  const { own, judged } = authority;
  if (!isWithin(before.permissions, own)) return 'above_own';
  const { tenantId, userId } = by;
  const detail = { by: nameInLog(by), name, before: before.permissions };
  const audit = [auditEvent(api, request, 'role.removed', { tenantId, userId, detail })];
  const outcome = await api.store.removeCustomRole({ tenantId, name, judged, audit });
  return outcome === 'overtaken' ? removeRole(api, request, by, name) : outcome;
}
