import { bothPermit, containsPermission, reachOf } from './ownership.ts';

/** The part of an API's configuration about roles. */
export interface RoleRules {
  roles: Record<string, { permissions: readonly string[] }>;
}

/**
 * Returns the permissions of a role, as patterns. A configured role is the same in every tenant, so a
 * tenant's own role of that name cannot redefine it. `null` (not a member) and an unknown role permit
 * nothing.
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

/** Returns whether a role manages the whole tenant. Only configured roles can. */
export function managesTenant(
  { roles }: { roles: Record<string, { managesTenant: boolean }> },
  role: string,
): boolean {
  return Object.hasOwn(roles, role) && roles[role]?.managesTenant === true;
}

/**
 * Returns the roles of managers. If a tenant has one, a platform's own token acts by a manager's authority.
 */
export function managerRoles(config: { roles: Record<string, { managesTenant: boolean }> }): string[] {
  return Object.keys(config.roles).filter((role) => managesTenant(config, role));
}

/** Returns whether any of the patterns permits `needed` on every record. */
export function permits(permissions: readonly string[], needed: string): boolean {
  return reachOf(permissions, needed) === 'any';
}

/** Returns whether `own` contains every one of the patterns: members cannot grant more than they hold. */
export function isWithin(permissions: readonly string[], own: readonly string[]): boolean {
  return permissions.every((inner) => own.some((outer) => containsPermission(outer, inner)));
}

/**
 * Returns the patterns that both lists permit. Two patterns that overlap without one containing the other
 * (`contact.*` and `*.read`) give nothing, so the result may be narrower than the true intersection, never
 * wider.
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
