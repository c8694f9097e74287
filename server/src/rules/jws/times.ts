import { SECOND } from '../../lib/clock.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Instant } from '../../model/index.ts';
import type { CompactJws } from './compact-jws.ts';

/**
 * The accepted clock difference: FAPI 2.0 Security Profile section 5.3.2.1 requires 10 s to be accepted and
 * 60 s to be rejected.
 */
export const CLOCK_SKEW = 30 * SECOND;

type Claims = CompactJws['claims'];

export type TimesProblem = 'expiry_missing' | 'expired' | 'malformed' | 'not_yet';
export type LifetimeProblem = 'lives_too_long';

/** The times of a JWT that is valid now. */
export interface Times {
  expiry: Instant;
  /** The time until which it is accepted: later than `expiry` by the clock difference. */
  until: Instant;
  /** `nbf` and `iat`, if present. */
  from: readonly Instant[];
}

/**
 * Reads `exp`, `nbf` and `iat` of a JWT of another party (RFC 7519 section 4.1). `exp` is required.
 *
 * @param longest the maximum lifetime from now, in milliseconds
 * @param notBefore one that says that it was issued before counts as expired: see `Runtime.restoredAt`
 */
export function readTimes(
  claims: Claims,
  now: Instant,
  longest: number,
  notBefore: Instant = 0,
): Result<Times, TimesProblem | LifetimeProblem> {
  const expiry = instantOf(claims.exp);
  if (expiry === null) return refused('expiry_missing');
  const until = expiry + CLOCK_SKEW;
  if (now >= until) return refused('expired');
  if (expiry > now + longest + CLOCK_SKEW) return refused('lives_too_long');
  const issued = instantOf(claims.iat);
  if (issued !== null && issued < notBefore) return refused('expired');
  const from = readBeginnings(claims, now);
  return from.ok ? ok({ expiry, until, from: from.value }) : from;
}

/** Returns why a JWT that need not expire is not valid now, or `null` if it is. */
export function optionalTimesProblem(claims: Claims, now: Instant): TimesProblem | null {
  const { exp } = claims;
  const times =
    exp === undefined ? readBeginnings(claims, now) : readTimes(claims, now, Number.POSITIVE_INFINITY);
  return times.ok || times.problem === 'lives_too_long' ? null : times.problem;
}

function readBeginnings({ nbf, iat }: Claims, now: Instant): Result<Instant[], 'malformed' | 'not_yet'> {
  const from: Instant[] = [];
  for (const claim of [nbf, iat]) {
    if (claim === undefined) continue;
    const begin = instantOf(claim);
    if (begin === null) return refused('malformed');
    if (begin > now + CLOCK_SKEW) return refused('not_yet');
    from.push(begin);
  }
  return ok(from);
}

/** Returns a NumericDate (RFC 7519 section 2) as an instant, or `null` for anything else. */
function instantOf(value: unknown): Instant | null {
  return typeof value === 'number' && Number.isFinite(value) ? value * SECOND : null;
}
