import { permissionsOf } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import type { CustomRole, Membership, TenantId } from '../../model/index.ts';

/** A role that a member of a tenant can have: from the configuration, or made by the tenant. */
export interface Role {
  name: string;
  title: string;
  permissions: readonly string[];
  managesTenant: boolean;
}

/** Returns the current permissions of a member's role, as patterns. */
export async function rolePermissions(
  api: Api,
  { tenantId, role }: Pick<Membership, 'tenantId' | 'role'>,
): Promise<readonly string[]> {
  const custom = (await api.store.customRoles(tenantId)).find(({ name }) => name === role);
  return permissionsOf(api.config, role, custom?.permissions ?? null);
}

/** Returns the role of a member, with its current permissions. */
export async function roleOf(
  api: Api,
  { tenantId, role }: Pick<Membership, 'tenantId' | 'role'>,
): Promise<Role> {
  const found = (await rolesOf(api, tenantId)).find(({ name }) => name === role);
  return found ?? { name: role, title: role, permissions: [], managesTenant: false };
}

/**
 * Returns every role in a tenant. A configured role takes precedence over the tenant's own with the same
 * name.
 */
export async function rolesOf(api: Api, tenantId: TenantId): Promise<Role[]> {
  return rolesAmong(api, await api.store.customRoles(tenantId));
}

/** @param made the roles that the tenant made */
export function rolesAmong(api: Api, made: readonly CustomRole[]): Role[] {
  const configured = Object.entries(api.config.roles).map(([name, role]) => ({ name, ...role }));
  const custom = made
    .filter(({ name }) => !Object.hasOwn(api.config.roles, name))
    .map(({ name, title, permissions }: CustomRole) => ({ name, title, permissions, managesTenant: false }));
  return [...configured, ...custom];
}
