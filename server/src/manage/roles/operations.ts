import { z } from 'zod';
import { isWithin } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { TenantId } from '../../model/index.ts';
import { sentence } from '../../words/sentence.ts';
import { actingIn } from '../api/actor.ts';
import { isMeantFor } from '../api/etag.ts';
import { CHANGED_MEANWHILE, operation, refuse, unknown } from '../api/operation.ts';
import { type Role, rolesOf } from '../members/role.ts';
import { tenantOf } from '../tenants/operations.ts';
import { removeRole, saveRoleOnce } from './change.ts';
import { knownPermissions } from './input.ts';

const role = z
  .object({
    name: z.string(),
    title: z.string(),
    permissions: z
      .array(z.string())
      .describe('A star stands for any characters; `:own` for own records only.'),
    managesTenant: z.boolean(),
    madeBy: z
      .enum(['api', 'tenant'])
      .describe('`api`: each tenant has it, and only the configuration changes it.'),
  })
  .meta({ id: 'Role' });

const permission = z
  .object({
    name: z.string(),
    operations: z.array(z.object({ id: z.string(), method: z.string(), path: z.string() })),
    roles: z.array(z.string()).describe('The roles of the API that have it, for all records.'),
  })
  .meta({ id: 'Permission' });

const PATH = '/tenants/{tenant}/roles/{role}';
const PARAMETERS = { role: 'Name of the role.' };
const ABOVE_OWN = {
  above_own: [403, 'the role, as it is or as it is sent, permits more than your own.'],
} as const;

export const roleOperations = [
  operation({
    id: 'listPermissions',
    method: 'GET',
    path: '/permissions',
    noun: 'roles',
    whom: 'anybody',
    summary: 'List the permissions that operations of the API ask for',
    answer: { status: 200, schema: z.object({ data: z.array(permission) }) },
    async handle({ api, operations: { operations } }) {
      const data = knownPermissions(api.config, operations).map((name) => ({
        name,
        operations: operations
          .filter((each) => each.permission === name)
          .map(({ id, method, template }) => ({ id, method, path: template })),
        roles: Object.entries(api.config.roles)
          .filter(([, { permissions }]) => isWithin([name], permissions))
          .map(([each]) => each),
      }));
      return { status: 200, body: { data } };
    },
  }),
  operation({
    id: 'listRoles',
    method: 'GET',
    path: '/tenants/{tenant}/roles',
    noun: 'roles',
    whom: 'manager',
    summary: 'List the roles that members of a tenant can have',
    answer: { status: 200, schema: z.object({ data: z.array(role) }) },
    async handle({ api, path }) {
      const tenant = await tenantOf(api, path);
      if (!tenant) return unknown('tenant');
      return { status: 200, body: { data: (await rolesOf(api, tenant.id)).map(shownBy(api)) } };
    },
  }),
  operation({
    id: 'getRole',
    method: 'GET',
    path: PATH,
    parameters: PARAMETERS,
    noun: 'roles',
    whom: 'manager',
    summary: 'Show a role of a tenant',
    answer: { status: 200, schema: role },
    async handle({ api, path }) {
      const found = await roleOf(api, path);
      return found ? { status: 200, body: found } : unknown('role');
    },
  }),
  operation({
    id: 'saveRole',
    method: 'PUT',
    path: PATH,
    parameters: PARAMETERS,
    noun: 'roles',
    whom: 'manager',
    stepUp: true,
    summary: 'Create or change a role of a tenant',
    description: 'Counts from the next call of everything that acts for its members.',
    body: z.strictObject({ title: z.string().trim().min(1), permissions: z.array(z.string()) }),
    answer: { status: 200, schema: role },
    problems: { ...ABOVE_OWN, invalid_role: [422, '`errors` says what about the role is wrong.'] },
    current: ({ api, path }) => roleOf(api, path),
    async handle({ api, operations, request, path, body, actor }) {
      const tenant = await tenantOf(api, path);
      if (!tenant) return unknown('tenant');
      const name = path.role ?? '';
      const from = (await api.store.customRoles(tenant.id)).find((each) => each.name === name) ?? null;
      if (!isMeantFor(request, await roleOf(api, path))) return CHANGED_MEANWHILE;
      const outcome = await saveRoleOnce(api, request, actingIn(actor, tenant.id), {
        input: { name, title: body.title, permissions: [...new Set(body.permissions)] },
        known: knownPermissions(api.config, operations.operations),
        from,
      });
      switch (outcome.kind) {
        case 'saved':
          return { status: 200, body: await roleOf(api, path) };
        case 'overtaken':
          return CHANGED_MEANWHILE;
        case 'unknown':
          return unknown('tenant');
        case 'above_own':
          return aboveOwn();
        case 'problems': {
          const errors = Object.entries(outcome.problems).map(([field, detail]) => ({
            ...(field === 'name' ? { parameter: 'role' } : { pointer: `/${field}` }),
            detail,
          }));
          return refuse(422, 'invalid_role', sentence('nothingSaved'), { errors });
        }
      }
    },
  }),
  operation({
    id: 'removeRole',
    method: 'DELETE',
    path: PATH,
    parameters: PARAMETERS,
    noun: 'roles',
    whom: 'manager',
    stepUp: true,
    summary: 'Remove a role that a tenant made',
    problems: { ...ABOVE_OWN, role_in_use: [409, 'somebody has this role.'] },
    async handle({ api, request, path, actor }) {
      const acting = actingIn(actor, TenantId(path.tenant ?? ''));
      switch (await removeRole(api, request, acting, path.role ?? '')) {
        case 'removed':
          return { status: 204 };
        case 'unknown':
          return unknown('role');
        case 'above_own':
          return aboveOwn();
        case 'in_use':
          return refuse(409, 'role_in_use', sentence('roleInUse'));
      }
    },
  }),
];

async function roleOf(api: Api, path: Readonly<Record<string, string>>) {
  const found = (await rolesOf(api, TenantId(path.tenant ?? ''))).find(({ name }) => name === path.role);
  return found ? shownBy(api)(found) : null;
}

function shownBy({ config }: Api) {
  return ({ name, title, permissions, managesTenant }: Role) => ({
    name,
    title,
    permissions,
    managesTenant,
    madeBy: Object.hasOwn(config.roles, name) ? 'api' : 'tenant',
  });
}

function aboveOwn() {
  return refuse(403, 'above_own', sentence('makesAboveOwn'));
}
