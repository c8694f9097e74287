import { HOUR } from '../../lib/clock.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Instant } from '../../model/index.ts';
import { type CompactJws, readCompactJws } from '../jws/compact-jws.ts';
import { type HeaderProblem, headerProblem } from '../jws/header.ts';
import { isAsymmetric, isSameAlgorithm } from '../jws/signing-algorithms.ts';
import { CLOCK_SKEW, type LifetimeProblem, readTimes, type TimesProblem } from '../jws/times.ts';

export type RequestObjectProblem =
  | `request_object_${TimesProblem | LifetimeProblem | Exclude<HeaderProblem, 'of_another_type'>}`
  | 'request_object_type'
  | 'request_object_algorithm'
  | 'request_object_issuer'
  | 'request_object_audience'
  | 'request_object_client'
  | 'request_object_subject'
  | 'request_object_beginning_missing'
  | 'request_object_nested'
  | 'request_object_value';

/** A valid request object whose signature has not been verified yet. */
export interface RequestObject {
  jws: CompactJws;
  /** Its authorization parameters, as a query would have them. */
  pairs: [string, string][];
  /** Distinguishes the object from others of the same client. */
  id: string;
  /** When it expires. */
  expiresAt: Instant;
}

/** FAPI 2.0 Message Signing section 5.3.1: the maximum lifetime. */
const LONGEST_LIFE = HOUR;

/** RFC 9101 section 10.8: a JWT signed for another purpose must be rejected. */
const TYPES = ['jwt', 'oauth-authz-req+jwt'];

/** Claims about the JWT itself; all others are parameters (RFC 9101 section 4). */
const ABOUT_ITSELF = new Set(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sub']);

/** Parameters with JSON values: strings in a query, plain values in a request object. */
const JSON_VALUED = new Set(['claims', 'authorization_details']);

/**
 * Reads a request object (RFC 9101 section 4 and 6).
 *
 * @param algorithm the only algorithm that the client registered, if it registered one
 * @param needsNotBefore whether `nbf` is required
 */
export function readRequestObject(
  text: string,
  {
    clientId,
    issuer,
    algorithm,
    needsNotBefore,
    now,
  }: {
    clientId: string;
    issuer: string;
    algorithm: string | undefined;
    needsNotBefore: boolean;
    now: Instant;
  },
): Result<RequestObject, RequestObjectProblem> {
  const jws = readCompactJws(text);
  if (!jws) return refused('request_object_malformed');
  const { header, claims } = jws;
  if (!isAsymmetric(header.alg) || (algorithm !== undefined && !isSameAlgorithm(header.alg, algorithm))) {
    return refused('request_object_algorithm');
  }
  const wrong = headerProblem(jws, TYPES);
  if (wrong === 'of_another_type') return refused('request_object_type');
  if (wrong) return refused(`request_object_${wrong}` as const);
  if (claims.iss !== clientId) return refused('request_object_issuer');
  if (!isFor(claims.aud, issuer)) return refused('request_object_audience');
  // RFC 9101 section 5: MUST equal the parameter outside, by which the key was found.
  if (claims.client_id !== clientId) return refused('request_object_client');
  // RFC 9101 section 10.8: with this `sub` it could be used as a client assertion.
  if (claims.sub === clientId) return refused('request_object_subject');
  if (needsNotBefore && claims.nbf === undefined) return refused('request_object_beginning_missing');
  const lifetime = readLifetime(claims, now);
  if (!lifetime.ok) return lifetime;
  // RFC 9101 section 4.
  if (claims.request !== undefined || claims.request_uri !== undefined) {
    return refused('request_object_nested');
  }
  const pairs = pairsIn(claims);
  if (!pairs) return refused('request_object_value');
  const id = typeof claims.jti === 'string' && claims.jti !== '' ? claims.jti : text;
  return ok({ jws, pairs, id, expiresAt: lifetime.value });
}

/** FAPI 2.0 Message Signing section 5.3.1 limits the lifetime from its beginning as well. */
function readLifetime(claims: Record<string, unknown>, now: Instant): Result<Instant, RequestObjectProblem> {
  const times = readTimes(claims, now, LONGEST_LIFE);
  if (!times.ok) return refused(`request_object_${times.problem}` as const);
  const { expiry, from, until } = times.value;
  for (const begin of from) {
    if (begin < now - LONGEST_LIFE - CLOCK_SKEW) return refused('request_object_expired');
    if (expiry - begin > LONGEST_LIFE) return refused('request_object_lives_too_long');
  }
  return ok(until);
}

/** Returns `null` if a value has a type that no parameter has: it must not be dropped silently. */
function pairsIn(claims: Record<string, unknown>): [string, string][] | null {
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(claims)) {
    if (ABOUT_ITSELF.has(name)) continue;
    const values = name === 'resource' && Array.isArray(value) ? value : [value];
    for (const each of values) {
      const text = JSON_VALUED.has(name) && typeof each === 'object' ? JSON.stringify(each) : textOf(each);
      if (text === null) return null;
      pairs.push([name, text]);
    }
  }
  return pairs;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : null;
}

/** Further audiences are harmless (FAPI 2.0 Message Signing section 5.3.1): the object gives no access. */
function isFor(aud: unknown, issuer: string): boolean {
  return aud === issuer || (Array.isArray(aud) && aud.includes(issuer));
}
