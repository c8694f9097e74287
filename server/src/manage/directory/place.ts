import { widestFirst } from '../../access/widest.ts';
import { auditEvent } from '../../audit/event.ts';
import type { DirectoryUser } from '../../model/index.ts';
import { isHeldRole } from '../../rules/tenant/held-member.ts';
import { roleOfGroups } from '../../signin/outside/group-roles.ts';
import { directorySource } from '../../signin/outside/of-directory.ts';
import { rolesOf } from '../members/role.ts';
import type { Directory } from './directory.ts';

/**
 * Gives a person of the directory the place that follows from it: a role while they are active, or none. Somebody who
 * leaves the directory loses everything here at once, the last manager too: the tenant said that they are gone.
 */
export async function applyPlace(directory: Directory, user: DirectoryUser): Promise<void> {
  const { api, request, tenantId, by } = directory;
  const { userId } = user;
  const role = user.active ? await roleFor(directory, user) : null;
  const current = await api.store.membership(userId, tenantId);
  const about = { tenantId, userId };
  if (role === null) {
    if (!current) return;
    const audit = [
      auditEvent(api, request, 'member.removed', { ...about, detail: { by, role: current.role } }),
    ];
    await api.store.removeMember({ ...about, now: api.clock.now(), audit });
    return;
  }
  if (!current) {
    const audit = [auditEvent(api, request, 'member.added', { ...about, detail: { by, role } })];
    await api.store.giveMembership({ ...about, role }, directorySource(tenantId), audit);
    return;
  }
  if (current.role === role || isHeldRole(current.role)) return;
  const detail = { by, from: current.role, to: role };
  await api.store.setRole({
    ...about,
    role,
    audit: [auditEvent(api, request, 'member.role_changed', { ...about, detail })],
  });
}

/** Ends the place of somebody who was removed from the directory. */
export function endPlace(directory: Directory, user: DirectoryUser): Promise<void> {
  return applyPlace(directory, { ...user, active: false });
}

/**
 * Returns the role that the directory gives: by groups to which the tenant gave one, or else by the user's own `roles` and groups that are
 * called like a role; of several the one that permits most. Without any, the configured one for people of a directory, or none.
 */
async function roleFor(directory: Directory, user: DirectoryUser): Promise<string | null> {
  const { api, tenantId } = directory;
  const groups = await api.store.directoryGroupsOf(tenantId, user.id);
  const given = await roleOfGroups(
    api,
    tenantId,
    groups.flatMap(({ displayName, externalId }) => [displayName, externalId ?? displayName]),
  );
  if (given !== null) return given;
  const named = [...rolesIn(user.resource), ...groups.map(({ displayName }) => displayName)].map((name) =>
    name.toLowerCase(),
  );
  const roles = await rolesOf(api, tenantId);
  const meant = roles.filter(({ name, title }) =>
    [name, title].some((each) => named.includes(each.toLowerCase())),
  );
  return widestFirst(meant)[0]?.name ?? api.config.management.directoryRole ?? null;
}

/** The values of the attribute `roles` (RFC 7643 section 4.1.2). */
function rolesIn({ roles }: Record<string, unknown>): string[] {
  if (!Array.isArray(roles)) return [];
  return roles.flatMap((each: unknown) => {
    const value = typeof each === 'object' && each !== null ? Reflect.get(each, 'value') : null;
    return typeof value === 'string' ? [value] : [];
  });
}
