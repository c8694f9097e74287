import { matchesPattern } from './pattern.ts';

/**
 * How far a permission reaches: over every record of the tenant, over those that the user owns, or not at all. A role
 * holds `contact.update` or `contact.update:any` for the first, `contact.update:own` for the second.
 */
export type Reach = 'any' | 'own' | 'none';

interface Held {
  pattern: string;
  own: boolean;
}

const OWN = ':own';
const ANY = ':any';

/** Whether a permission is written with the reach that a role gives it, which only a role can. */
export function namesReach(permission: string): boolean {
  return permission.endsWith(OWN) || permission.endsWith(ANY);
}

/** How far the patterns of a role reach for one permission, which is named without a reach. */
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

/** The shorter of two reaches. */
export function narrowerReach(one: Reach, other: Reach): Reach {
  if (one === 'none' || other === 'none') return 'none';
  return one === 'own' ? one : other;
}

/** Whether `outer` permits everything that `inner` does; both may hold stars. */
export function containsPermission(outer: string, inner: string): boolean {
  const wide = split(outer);
  const narrow = split(inner);
  return (!wide.own || narrow.own) && matchesPattern(wide.pattern, narrow.pattern);
}

/** What both patterns permit, as one; `null` when neither contains the other, whatever their reach. */
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
