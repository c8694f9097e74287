import { MINUTE, SECOND } from '../../lib/clock.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { ClientAuthMethod, Instant } from '../../model/index.ts';
import { type CompactJws, readCompactJws } from '../jws/compact-jws.ts';
import { isAsymmetric, isHmac } from '../jws/signing-algorithms.ts';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * The accepted clock difference: FAPI 2.0 Security Profile section 5.3.2.1 requires 10 s to be accepted and
 * 60 s to be rejected.
 */
export const CLOCK_SKEW = 30 * SECOND;
/** A longer lifetime would make an assertion worth stealing. */
const LONGEST_LIFE = 5 * MINUTE;
const LONGEST_ID = 512;

/** Header members by which a JWT names its own key (RFC 7515 section 4.1.2 to 4.1.6). */
const KEY_SOURCES = ['jku', 'jwk', 'x5u', 'x5c'];

/** The accepted types: one made for another purpose must be rejected (RFC 8725 section 3.11). */
const TYPES = ['jwt', 'client-authentication+jwt'];

export type AssertionProblem =
  | 'assertion_malformed'
  | 'assertion_algorithm'
  | 'assertion_brings_key'
  | 'assertion_of_another_type'
  | 'assertion_subject'
  | 'assertion_audience'
  | 'assertion_expiry_missing'
  | 'assertion_expired'
  | 'assertion_lives_too_long'
  | 'assertion_not_yet'
  | 'assertion_without_id';

/** A valid client assertion whose signature has not been verified yet. */
export interface ClientAssertion {
  jws: CompactJws;
  /**
   * Follows from the algorithm alone, so a client registered for one method is never accepted by the other.
   */
  method: ClientAuthMethod & ('private_key_jwt' | 'client_secret_jwt');
  clientId: string;
  id: string;
  /** When it expires. */
  expiresAt: Instant;
}

/**
 * Reads a client assertion (RFC 7523 section 3, OpenID Connect Core section 9).
 *
 * @param audiences the issuer, which must be the only audience, as a string (FAPI 2.0 Security Profile
 * section 5.3.2.1); further ones, also in a list, only where a dialect accepts them
 */
export function readClientAssertion(
  text: string,
  { issuer, alsoFor, now }: { issuer: string; alsoFor: readonly string[]; now: Instant },
): Result<ClientAssertion, AssertionProblem> {
  const jws = readCompactJws(text);
  if (!jws) return refused('assertion_malformed');
  const { header, claims } = jws;
  if (!isAsymmetric(header.alg) && !isHmac(header.alg)) return refused('assertion_algorithm');
  if (KEY_SOURCES.some((name) => header[name] !== undefined)) return refused('assertion_brings_key');
  if (header.crit !== undefined) return refused('assertion_malformed');
  if (header.typ !== undefined && !isOfType(header.typ)) return refused('assertion_of_another_type');
  const { iss, sub, aud, jti } = claims;
  // RFC 7523 section 3: for client authentication, both MUST be the client_id.
  if (typeof sub !== 'string' || sub === '' || iss !== sub) return refused('assertion_subject');
  if (!isFor(aud, issuer, alsoFor)) return refused('assertion_audience');
  const expiry = instantOf(claims.exp);
  if (expiry === null) return refused('assertion_expiry_missing');
  if (now >= expiry + CLOCK_SKEW) return refused('assertion_expired');
  if (expiry > now + LONGEST_LIFE + CLOCK_SKEW) return refused('assertion_lives_too_long');
  for (const claim of [claims.nbf, claims.iat]) {
    if (claim === undefined) continue;
    const from = instantOf(claim);
    if (from === null) return refused('assertion_malformed');
    if (from > now + CLOCK_SKEW) return refused('assertion_not_yet');
  }
  // RFC 7523 section 3 makes `jti` optional. Without one an assertion could be used until it expires.
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_ID)
    return refused('assertion_without_id');
  const method = isHmac(header.alg) ? 'client_secret_jwt' : 'private_key_jwt';
  return ok({ jws, method, clientId: sub, id: jti, expiresAt: expiry + CLOCK_SKEW });
}

/** Returns the client that an assertion names, without verifying it. */
export function claimedClient(text: string): string | null {
  const sub = readCompactJws(text)?.claims.sub;
  return typeof sub === 'string' && sub !== '' ? sub : null;
}

function isOfType(typ: unknown): boolean {
  return typeof typ === 'string' && TYPES.includes(typ.toLowerCase().replace(/^application\//, ''));
}

function isFor(aud: unknown, issuer: string, alsoFor: readonly string[]): boolean {
  if (aud === issuer) return true;
  if (alsoFor.length === 0) return false;
  const named: unknown[] = Array.isArray(aud) ? aud : [aud];
  const taken: readonly unknown[] = [issuer, ...alsoFor];
  // Every audience has to match: any other party in the list could present the assertion here.
  return named.length > 0 && named.every((each) => taken.includes(each));
}

/** Returns a NumericDate (RFC 7519 section 2) as an instant. */
function instantOf(value: unknown): Instant | null {
  return typeof value === 'number' && Number.isFinite(value) ? value * SECOND : null;
}
