import { matchesPattern } from './pattern.ts';

/**
 * The reach of a permission: every record of the tenant, the user's own records, or none. A role holds
 * `contact.update` or `contact.update:any` for the first, `contact.update:own` for the second.
 */
export type Reach = 'any' | 'own' | 'none';

interface Held {
  pattern: string;
  own: boolean;
}

const OWN = ':own';
const ANY = ':any';

/** Returns whether a permission has a reach suffix, which only a role's may have. */
export function namesReach(permission: string): boolean {
  return permission.endsWith(OWN) || permission.endsWith(ANY);
}

/** Returns the reach of a role's patterns for one permission, given without a suffix. */
export function reachOf(permissions: readonly string[], needed: string): Reach {
  let reach: Reach = 'none';
  for (const permission of permissions) {
    const held = split(permission);
    if (!matchesPattern(held.pattern, needed)) continue;
    if (!held.own) return 'any';
    reach = 'own';
  }
  return reach;
}

/** Returns the narrower of two reaches. */
export function narrowerReach(one: Reach, other: Reach): Reach {
  if (one === 'none' || other === 'none') return 'none';
  return one === 'own' ? one : other;
}

/** Returns whether `outer` permits everything that `inner` does; both may contain stars. */
export function containsPermission(outer: string, inner: string): boolean {
  const wide = split(outer);
  const narrow = split(inner);
  return (!wide.own || narrow.own) && matchesPattern(wide.pattern, narrow.pattern);
}

/** Returns the pattern that both permit, or `null` if neither contains the other, with any reach. */
export function bothPermit(one: string, other: string): string | null {
  const left = split(one);
  const right = split(other);
  const pattern = matchesPattern(right.pattern, left.pattern)
    ? left.pattern
    : matchesPattern(left.pattern, right.pattern)
      ? right.pattern
      : null;
  if (pattern === null) return null;
  return left.own || right.own ? pattern + OWN : pattern;
}

function split(permission: string): Held {
  if (permission.endsWith(OWN)) return { pattern: permission.slice(0, -OWN.length), own: true };
  return { pattern: permission.endsWith(ANY) ? permission.slice(0, -ANY.length) : permission, own: false };
}
