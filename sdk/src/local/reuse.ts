/** A part of a quota that may be used without asking. */
export interface Lease {
  id: string;
  set: string;
  calls: number;
  /** Seconds. */
  for: number;
  windows: { name: string; calls: number; per: number; left: number; ends: number }[];
}

/** The conditions under which a decision applies to other calls; a claim of the identity that carries it. */
export interface Reuse {
  /** The decision is at least as new as this position in the log. */
  at: number;
  /** Seconds until it has to be requested again, and until it expires. */
  for: number;
  until: number;
  /** The tags of its inputs; a change of one voids it. */
  tags: string[];
  /** Path segments that may have another plain value, by index, each with the excluded values. */
  open: Record<string, string[]>;
  /** Whether it is valid for this address only. */
  ip: boolean;
  /** Headers that have to be equal, and headers that were absent and have to stay so. */
  same: string[];
  without: string[];
  /** `null` if no limit applies to such calls. */
  lease: Lease | null;
}

/** Returns the claim of a verified identity, or `null` if its shape is not understood. */
export function readReuse(claim: unknown): Reuse | null {
  if (!isObject(claim)) return null;
  const { at, for: asked, until, tags, open, ip, same, without, lease } = claim;
  const isWhole =
    [at, asked, until].every((each) => typeof each === 'number') &&
    [tags, same, without].every(areStrings) &&
    isObject(open) &&
    Object.values(open).every(areStrings) &&
    typeof ip === 'boolean' &&
    (lease === null || isLease(lease));
  return isWhole ? (claim as unknown as Reuse) : null;
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
