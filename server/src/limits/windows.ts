import { SECOND } from '../lib/clock.ts';
import type { Soon } from '../lib/soon.ts';

/** Something that is counted, and how often it may be in a window of fixed length. */
export interface Count {
  /** Identifies the party and the window; has no secret. */
  key: string;
  /** How many are allowed in a window. */
  calls: number;
  /** Length of the window in seconds. */
  per: number;
}

/** Windows of at least this many seconds outlast a restart of what counts them: nobody gets a second quota of the day. */
export const LASTING = 3_600;

/** The use of a count, and the time left in its window. */
export interface Use<Of extends Count = Count> {
  quota: Of;
  calls: number;
  /** Milliseconds until the window ends. */
  left: number;
}

/**
 * Counts in windows of fixed length. A window begins with the first call in it. They do not know what was allowed before, so that may
 * change while a window is open without losing the count.
 */
export interface Windows {
  /** Counts against all of them, or against none if one does not allow it. Returns their use with these calls in both cases. */
  take<Of extends Count>(counts: readonly Of[], calls?: number): Soon<Use<Of>[]>;
  /** Returns the use as if so many calls more were counted; `left` is 0 where no window is open. */
  look<Of extends Count>(counts: readonly Of[], calls?: number): Promise<Use<Of>[]>;
  /** Takes calls back that came to nothing, in windows that are still open. */
  giveBack(counts: readonly Count[], calls?: number): Soon<void>;
  /** Ends a window. */
  clear(count: Count): Promise<void>;
}

export function isWithin({ quota, calls }: Use): boolean {
  return calls <= quota.calls;
}

/** Returns the whole seconds to wait until all of them allow it again, or `null` if they do now. */
export function waitFor(uses: readonly Use[]): number | null {
  const spent = uses.filter((use) => !isWithin(use)).map(({ left }) => Math.ceil(left / SECOND));
  // At least 1, because `Retry-After: 0` would allow a retry at once.
  return spent.length === 0 ? null : Math.max(1, ...spent);
}
