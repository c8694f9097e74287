import { SECOND } from '../../lib/clock.ts';
import type { Grant, Instant } from '../../model/index.ts';

/** Lifetimes as configured, in seconds. */
export interface Lifetimes {
  code: number;
  access: number;
  refreshIdle: number;
  refreshAbsolute: number;
  refreshRepeatPublic: number;
}

export function codeExpiry(now: Instant, lifetimes: Lifetimes): Instant {
  return now + lifetimes.code * SECOND;
}

/**
 * Returns when everything from one authorization expires; without refresh tokens, with its only access token.
 */
export function familyExpiry(now: Instant, lifetimes: Lifetimes, refreshes: boolean): Instant {
  return now + (refreshes ? lifetimes.refreshAbsolute : lifetimes.access) * SECOND;
}

/** Nothing outlives the end that the user chose for the grant, which another consent may have moved since. */
export function familyEndUnder({ expiresAt }: Pick<Grant, 'expiresAt'>, familyEnd: Instant): Instant {
  return Math.min(familyEnd, expiresAt ?? Infinity);
}

/** An access token never outlives its family. */
export function accessExpiry(now: Instant, lifetimes: Lifetimes, familyEnd: Instant = Infinity): Instant {
  return Math.min(now + lifetimes.access * SECOND, familyEnd);
}

/** Returns the idle expiry of a refresh token: it moves with each rotation, up to the end of the family. */
export function refreshExpiry(now: Instant, lifetimes: Lifetimes, familyEnd: Instant): Instant {
  return Math.min(now + lifetimes.refreshIdle * SECOND, familyEnd);
}

/** Returns `expires_in` in whole seconds, rounded down (RFC 6749 section 5.1). */
export function expiresIn(now: Instant, expiresAt: Instant): number {
  return Math.max(0, Math.floor((expiresAt - now) / SECOND));
}
