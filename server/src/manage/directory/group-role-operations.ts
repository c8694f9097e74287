import { z } from 'zod';
import { isWithin, managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { GroupRole, TenantId } from '../../model/index.ts';
import { sentence } from '../../words/sentence.ts';
import { type ManageCall, operation, refuse, unknown } from '../api/operation.ts';
import { rolePermissions, rolesOf } from '../members/role.ts';
import { tenantOf } from '../tenants/operations.ts';
import type { Directory } from './directory.ts';
import { applyPlace } from './place.ts';

const MOST = 200;
const MOST_GROUPS = 1_000;

const groupRole = z.strictObject({
  group: z.string().trim().min(1).max(200).describe('The name of the group, or its id there; in any case.'),
  role: z.string().min(1).max(100),
});
const list = z.object({ data: z.array(groupRole) }).meta({ id: 'GroupRoles' });

const COMMON = { path: '/tenants/{tenant}/group-roles', noun: 'members', whom: 'manager' } as const;

export const groupRoleOperations = [
  operation({
    ...COMMON,
    id: 'listGroupRoles',
    method: 'GET',
    summary: 'List the roles that a tenant gives to groups',
    answer: { status: 200, schema: list },
    async handle({ api, path }) {
      const tenant = await tenantOf(api, path);
      return tenant ? { status: 200, body: await shown(api, tenant.id) } : unknown('tenant');
    },
  }),
  operation({
    ...COMMON,
    id: 'setGroupRoles',
    method: 'PUT',
    stepUp: true,
    summary: 'Set the roles that a tenant gives to groups, all at once',
    description:
      'Groups are those of the tenant’s directory, and those in the claim `groups` of its OpenID provider. Of several groups the role counts that permits most. People of the directory have their role at once, others when they sign in next. Somebody in none of these groups has the role that they had without the list.',
    body: z.strictObject({ data: z.array(groupRole).max(MOST) }),
    answer: { status: 200, schema: list },
    problems: {
      role_unknown: [422, 'the tenant has no such role.'],
      group_twice: [422, 'a group stands twice.'],
      above_own: [403, 'a role permits more than your own.'],
    },
    async handle(call) {
      const { api, request, body, actor } = call;
      const tenant = await tenantOf(api, call.path);
      if (!tenant) return unknown('tenant');
      const names = body.data.map(({ group }) => group.toLowerCase());
      const twice = names.find((name, at) => names.indexOf(name) !== at);
      if (twice !== undefined) return refuse(422, 'group_twice', sentence('groupTwice', twice));
      const problem = await roleProblem(call, tenant.id);
      if (problem) return problem;
      const before = await api.store.groupRoles(tenant.id);
      const wanted = body.data.map(({ group: groupName, role }) => ({
        tenantId: tenant.id,
        groupName,
        role,
      }));
      const row = auditEvent(api, request, 'group_roles.set', {
        ...{ tenantId: tenant.id, userId: actor.userId },
        detail: { by: actor.by, groups: body.data },
      });
      await api.store.setGroupRoles(tenant.id, wanted, [row]);
      const directory = { api, request, tenantId: tenant.id, by: actor.by };
      await applyToMembers(directory, changedNames(before, wanted));
      return { status: 200, body: await shown(api, tenant.id) };
    },
  }),
];

/** A manager gives no more than they have, to nobody. */
async function roleProblem(
  { api, body, actor }: ManageCall<unknown, { data: { role: string }[] }>,
  tenantId: TenantId,
) {
  const roles = await rolesOf(api, tenantId);
  const own = actor.membership && (await rolePermissions(api, actor.membership));
  const manages = managesTenant(api.config, actor.membership?.role ?? '');
  for (const { role: name } of body.data) {
    const role = roles.find((each) => each.name === name);
    if (!role) return refuse(422, 'role_unknown', sentence('noRoleHere', name));
    if (own !== null && !(manages && isWithin(role.permissions, own))) {
      return refuse(403, 'above_own', sentence('roleAboveOwn', name));
    }
  }
  return null;
}

function changedNames(before: readonly GroupRole[], after: readonly GroupRole[]): Set<string> {
  const keys = (roles: readonly GroupRole[]) =>
    new Map(roles.map(({ groupName, role }) => [groupName.toLowerCase(), role]));
  const [had, has] = [keys(before), keys(after)];
  return new Set([...had.keys(), ...has.keys()].filter((name) => had.get(name) !== has.get(name)));
}

async function applyToMembers(directory: Directory, names: ReadonlySet<string>): Promise<void> {
  const { api, tenantId } = directory;
  const ids = new Set<string>();
  for (const { id, displayName, externalId } of await api.store.directoryGroups(tenantId, MOST_GROUPS)) {
    if (![displayName, externalId ?? displayName].some((name) => names.has(name.toLowerCase()))) continue;
    const found = await api.store.directoryGroup(tenantId, id);
    for (const member of found?.members ?? []) ids.add(member);
  }
  for (const id of ids) {
    const user = await api.store.directoryUser(tenantId, id);
    if (user) await applyPlace(directory, user);
  }
}

async function shown(api: Api, tenantId: TenantId) {
  const roles = await api.store.groupRoles(tenantId);
  return { data: roles.map(({ groupName: group, role }) => ({ group, role })) };
}
