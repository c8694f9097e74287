/** A part of a quota that may be used without asking. */
export interface Lease {
  id: string;
  set: string;
  calls: number;
  /** Seconds. */
  for: number;
  windows: { name: string; calls: number; per: number; left: number; ends: number }[];
}

/** For which other calls a decision holds as well; a claim of the identity that carries it. */
export interface Reuse {
  /** Place in the log that the decision is at least as new as. */
  at: number;
  /** Seconds until it has to be asked for again, and until it counts under no circumstances. */
  for: number;
  until: number;
  /** What it rests on. */
  tags: string[];
  /** Segments of the path that may be another plain value, by index, each with those that it must not be. */
  open: Record<string, string[]>;
  /** Whether it holds for this address only. */
  ip: boolean;
  /** Headers that have to be the same, and headers without which it was made. */
  same: string[];
  without: string[];
  /** `null` when nothing limits such calls. */
  lease: Lease | null;
}

/** The claim of an identity whose signature was verified; `null` when it has none of a shape that is understood. */
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
