import type { Instant } from '../model/ids.ts';

/** The only place that reads the time of day. Tests pass in a clock that they control. */
export interface Clock {
  /** The time of day. An operator or NTP may set it, forward and back. */
  now(): Instant;
  /** Milliseconds since an arbitrary moment. Setting the time of day does not affect it. */
  steady?(): number;
}

export const systemClock: Clock = { now: () => Date.now(), steady: () => performance.now() };

/**
 * Returns milliseconds for measuring durations: pauses, windows, the age of cached data. Falls back to
 * `now()` for a clock without `steady`, which is never set.
 */
export function steady(clock: Clock): number {
  return clock.steady?.() ?? clock.now();
}

/**
 * Returns whether something is valid at `now` by its times. Rejects a token issued more than a minute in the
 * future: it was issued while the clock ran ahead, so its expiry is too late by the same amount.
 */
export function isCurrent(
  { issuedAt, expiresAt }: { issuedAt: Instant; expiresAt: Instant | null },
  now: Instant,
): boolean {
  return issuedAt <= now + LARGEST_LEAD && (expiresAt === null || now < expiresAt);
}

/** Returns the times of a row with `createdAt`, for `isCurrent`. */
export function lifeOf<Expiry extends Instant | null>(row: { createdAt: Instant; expiresAt: Expiry }) {
  return { issuedAt: row.createdAt, expiresAt: row.expiresAt };
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * The largest difference accepted between the clocks of two machines, or before and after a clock is
 * corrected.
 */
const LARGEST_LEAD = MINUTE;
