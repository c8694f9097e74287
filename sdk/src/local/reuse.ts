import type { ReuseClaim } from '../../../wire/reuse.ts';

/** Returns the claim of a verified identity, or `null` if its shape is not understood. */
export function readReuse(claim: unknown): ReuseClaim | null {
  if (!isObject(claim)) return null;
  const { at, for: asked, until, tags, open, ip, same, without, lease } = claim;
  const isWhole =
    [at, asked, until].every((each) => typeof each === 'number') &&
    [tags, same, without].every(areStrings) &&
    isObject(open) &&
    Object.values(open).every(areStrings) &&
    typeof ip === 'boolean' &&
    (lease === null || isLease(lease));
  return isWhole ? (claim as unknown as ReuseClaim) : null;
}

function isLease(lease: unknown): boolean {
  return (
    isObject(lease) &&
    typeof lease.id === 'string' &&
    typeof lease.set === 'string' &&
    typeof lease.calls === 'number' &&
    typeof lease.for === 'number' &&
    Array.isArray(lease.windows)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
