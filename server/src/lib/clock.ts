import type { Instant } from '../model/ids.ts';

/** The only place where the time of day is read. Tests hand in a clock that they turn themselves. */
export interface Clock {
  /** The time of day, which may be set, forward and back. */
  now(): Instant;
  /** Milliseconds since some moment, which go on evenly whatever is done to the time of day. */
  steady?(): number;
}

export const systemClock: Clock = { now: () => Date.now(), steady: () => performance.now() };

/** For whatever lasts: a pause, a window, how fresh something is in memory. A clock without it is never set. */
export function steady(clock: Clock): number {
  return clock.steady?.() ?? clock.now();
}

/**
 * Whether something counts at `now` by its times. What was issued more than a minute later than now was issued while the
 * clock was ahead, so nothing that it says of its time is true: it would count for as long again as the clock was wrong.
 */
export function isCurrent(
  { issuedAt, expiresAt }: { issuedAt: Instant; expiresAt: Instant | null },
  now: Instant,
): boolean {
  return issuedAt <= now + LARGEST_LEAD && (expiresAt === null || now < expiresAt);
}

/** The same times of what is made rather than issued. */
export function lifeOf<Expiry extends Instant | null>(row: { createdAt: Instant; expiresAt: Expiry }) {
  return { issuedAt: row.createdAt, expiresAt: row.expiresAt };
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** By so much the clocks of two machines may differ, or one clock from itself when it is put right. */
const LARGEST_LEAD = MINUTE;
