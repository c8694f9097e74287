import { SECOND } from '../../lib/clock.ts';
import type { Instant } from '../../model/index.ts';

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

/** When all that comes out of one authorization ends; without refreshing, with its only access token. */
export function familyExpiry(now: Instant, lifetimes: Lifetimes, refreshes: boolean): Instant {
  return now + (refreshes ? lifetimes.refreshAbsolute : lifetimes.access) * SECOND;
}

/** No access token outlives the family that it belongs to. */
export function accessExpiry(now: Instant, lifetimes: Lifetimes, familyEnd: Instant = Infinity): Instant {
  return Math.min(now + lifetimes.access * SECOND, familyEnd);
}

/** Idle expiry of a refresh token: moves along with each rotation, up to the end of the family. */
export function refreshExpiry(now: Instant, lifetimes: Lifetimes, familyEnd: Instant): Instant {
  return Math.min(now + lifetimes.refreshIdle * SECOND, familyEnd);
}

/** `expires_in`: whole seconds, never promised longer than it is (RFC 6749 section 5.1). */
export function expiresIn(now: Instant, expiresAt: Instant): number {
  return Math.max(0, Math.floor((expiresAt - now) / SECOND));
}
