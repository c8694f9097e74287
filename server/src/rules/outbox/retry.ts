import type { Instant } from '../../model/index.ts';

/** A pause is lengthened or shortened by up to this share, so that what failed together is not sent together again. */
const JITTER = 0.2;

/** Milliseconds. */
export interface RetryPlan {
  firstPause: number;
  longestPause: number;
  /** An item is given up when its next attempt would come later than this after its beginning. */
  givenUpAfter: number;
}

/**
 * Returns when an item of an outbox is sent again, after its latest attempt failed, or `null` to give it up. Each pause is
 * four times the one before.
 *
 * @param chance from 0 to 1, random
 */
export function attemptAfter(
  { firstPause, longestPause, givenUpAfter }: RetryPlan,
  { attempts, since }: { attempts: number; since: Instant },
  now: Instant,
  chance: number,
): Instant | null {
  const pause = Math.min(longestPause, firstPause * 4 ** Math.min(attempts - 1, 20));
  const next = now + Math.round(pause * (1 - JITTER + 2 * JITTER * chance));
  return next - since > givenUpAfter ? null : next;
}
