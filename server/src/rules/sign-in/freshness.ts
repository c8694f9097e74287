import type { Instant } from '../../model/index.ts';

/** Clocks of two machines may differ by so much. In milliseconds. */
const TOLERANCE = 5_000;

/** Conditions of a request about a sign-in (OpenID Connect Core section 3.1.2.1). */
export interface FreshnessAsked {
  prompt: readonly string[];
  /** In seconds. */
  maxAge: number | null;
  /** When the sign-in was asked for. */
  askedAt: Instant;
}

/**
 * Returns why a sign-in at another system does not do, or `null`. `prompt=login` asks for one after the request;
 * `max_age` limits how long ago it was.
 *
 * @param at when the person authenticated there
 */
export function freshnessProblem(
  { prompt, maxAge, askedAt }: FreshnessAsked,
  at: Instant,
  now: Instant,
): 'in_the_future' | 'before_the_request' | 'too_long_ago' | null {
  if (at > now + TOLERANCE) return 'in_the_future';
  if (prompt.includes('login') && at < askedAt - TOLERANCE) return 'before_the_request';
  return maxAge !== null && now - at > maxAge * 1_000 + TOLERANCE ? 'too_long_ago' : null;
}
