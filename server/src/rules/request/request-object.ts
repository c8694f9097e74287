import { HOUR, SECOND } from '../../lib/clock.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Instant } from '../../model/index.ts';
import { type CompactJws, readCompactJws } from '../jws/compact-jws.ts';
import { isAsymmetric, isSameAlgorithm } from '../jws/signing-algorithms.ts';

export type RequestObjectProblem =
  | 'request_object_malformed'
  | 'request_object_algorithm'
  | 'request_object_brings_key'
  | 'request_object_type'
  | 'request_object_issuer'
  | 'request_object_audience'
  | 'request_object_client'
  | 'request_object_subject'
  | 'request_object_expiry_missing'
  | 'request_object_expired'
  | 'request_object_lives_too_long'
  | 'request_object_not_yet'
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

/** A difference of 10 s must be accepted and one of 60 s rejected. */
const CLOCK_SKEW = 30 * SECOND;
/** FAPI 2.0 Message Signing section 5.3.1: the maximum lifetime. */
const LONGEST_LIFE = HOUR;

/** Header members by which a JWT names its own key (RFC 7515 section 4.1.2 to 4.1.6). */
const KEY_SOURCES = ['jku', 'jwk', 'x5u', 'x5c'];

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
  if (KEY_SOURCES.some((name) => header[name] !== undefined)) return refused('request_object_brings_key');
  if (header.crit !== undefined) return refused('request_object_malformed');
  if (header.typ !== undefined && !isOfType(header.typ)) return refused('request_object_type');
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

function readLifetime(claims: Record<string, unknown>, now: Instant): Result<Instant, RequestObjectProblem> {
  const expiry = instantOf(claims.exp);
  if (expiry === null) return refused('request_object_expiry_missing');
  if (now >= expiry + CLOCK_SKEW) return refused('request_object_expired');
  if (expiry > now + LONGEST_LIFE + CLOCK_SKEW) return refused('request_object_lives_too_long');
  for (const claim of [claims.nbf, claims.iat]) {
    if (claim === undefined) continue;
    const from = instantOf(claim);
    if (from === null) return refused('request_object_malformed');
    if (from > now + CLOCK_SKEW) return refused('request_object_not_yet');
    if (from < now - LONGEST_LIFE - CLOCK_SKEW) return refused('request_object_expired');
    if (expiry - from > LONGEST_LIFE) return refused('request_object_lives_too_long');
  }
  return ok(expiry + CLOCK_SKEW);
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

function isOfType(typ: unknown): boolean {
  return typeof typ === 'string' && TYPES.includes(typ.toLowerCase().replace(/^application\//, ''));
}

/** Further audiences are harmless (FAPI 2.0 Message Signing section 5.3.1): the object gives no access. */
function isFor(aud: unknown, issuer: string): boolean {
  return aud === issuer || (Array.isArray(aud) && aud.includes(issuer));
}

function instantOf(value: unknown): Instant | null {
  return typeof value === 'number' && Number.isFinite(value) ? value * SECOND : null;
}
