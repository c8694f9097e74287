import { bothPermit, containsPermission, reachOf } from './ownership.ts';

/** The part of an API's configuration that says what its roles permit. */
export interface RoleRules {
  roles: Record<string, { permissions: readonly string[] }>;
}

/**
 * What a role permits, as patterns. A role of the configuration means the same in every tenant, so a tenant's
 * own role of that name cannot redefine it. `null` (no member) and an unknown role permit nothing.
 */
export function permissionsOf(
  config: RoleRules,
  role: string | null,
  customPermissions: readonly string[] | null,
): readonly string[] {
  if (role === null) return [];
  if (Object.hasOwn(config.roles, role)) return config.roles[role]?.permissions ?? [];
  return customPermissions ?? [];
}

/** Whether a role manages the whole tenant. Only roles of the configuration can. */
export function managesTenant(
  { roles }: { roles: Record<string, { managesTenant: boolean }> },
  role: string,
): boolean {
  return Object.hasOwn(roles, role) && roles[role]?.managesTenant === true;
}

/** The roles of a tenant's managers: by the authority of one of them a platform's own token acts, where there is one. */
export function managerRoles(config: { roles: Record<string, { managesTenant: boolean }> }): string[] {
  return Object.keys(config.roles).filter((role) => managesTenant(config, role));
}

/** Whether any of the patterns permits `needed` on every record. */
export function permits(permissions: readonly string[], needed: string): boolean {
  return reachOf(permissions, needed) === 'any';
}

/** Whether `own` contains every one of the patterns: nobody hands out more than they hold. */
export function isWithin(permissions: readonly string[], own: readonly string[]): boolean {
  return permissions.every((inner) => own.some((outer) => containsPermission(outer, inner)));
}

/**
 * What both lists of patterns permit, as patterns again. Two patterns that overlap without one containing the
 * other (`contact.*` and `*.read`) have no common pattern and give nothing: the result may be narrower than the
 * true intersection, never wider.
 */
export function narrowPermissions(permissions: readonly string[], ceiling: readonly string[]): string[] {
  const both = new Set<string>();
  for (const now of permissions) {
    for (const then of ceiling) {
      const common = bothPermit(now, then);
      if (common !== null) both.add(common);
    }
  }
  return [...both];
}
