import { MINUTE } from '../../lib/clock.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { ClientAuthMethod, Instant } from '../../model/index.ts';
import { type CompactJws, readCompactJws } from '../jws/compact-jws.ts';
import { type HeaderProblem, headerProblem } from '../jws/header.ts';
import { isAsymmetric, isHmac } from '../jws/signing-algorithms.ts';
import { type LifetimeProblem, readTimes, type TimesProblem } from '../jws/times.ts';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A longer lifetime would make an assertion worth stealing. */
const LONGEST_LIFE = 5 * MINUTE;
const LONGEST_ID = 512;

/** The accepted types: one made for another purpose must be rejected (RFC 8725 section 3.11). */
const TYPES = ['jwt', 'client-authentication+jwt'];

export type AssertionProblem =
  | `assertion_${TimesProblem | LifetimeProblem | HeaderProblem}`
  | 'assertion_algorithm'
  | 'assertion_subject'
  | 'assertion_audience'
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
  {
    issuer,
    alsoFor,
    now,
    notBefore,
  }: { issuer: string; alsoFor: readonly string[]; now: Instant; notBefore?: Instant },
): Result<ClientAssertion, AssertionProblem> {
  const jws = readCompactJws(text);
  if (!jws) return refused('assertion_malformed');
  const { header, claims } = jws;
  if (!isAsymmetric(header.alg) && !isHmac(header.alg)) return refused('assertion_algorithm');
  const wrong = headerProblem(jws, TYPES);
  if (wrong) return refused(`assertion_${wrong}` as const);
  const { iss, sub, aud, jti } = claims;
  // RFC 7523 section 3: for client authentication, both MUST be the client_id.
  if (typeof sub !== 'string' || sub === '' || iss !== sub) return refused('assertion_subject');
  if (!isFor(aud, issuer, alsoFor)) return refused('assertion_audience');
  const times = readTimes(claims, now, LONGEST_LIFE, notBefore);
  if (!times.ok) return refused(`assertion_${times.problem}` as const);
  // RFC 7523 section 3 makes `jti` optional. Without one an assertion could be used until it expires.
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_ID)
    return refused('assertion_without_id');
  const method = isHmac(header.alg) ? 'client_secret_jwt' : 'private_key_jwt';
  return ok({ jws, method, clientId: sub, id: jti, expiresAt: times.value.until });
}

/** Returns the client that an assertion names, without verifying it. */
export function claimedClient(text: string): string | null {
  const sub = readCompactJws(text)?.claims.sub;
  return typeof sub === 'string' && sub !== '' ? sub : null;
}

function isFor(aud: unknown, issuer: string, alsoFor: readonly string[]): boolean {
  if (aud === issuer) return true;
  if (alsoFor.length === 0) return false;
  const named: unknown[] = Array.isArray(aud) ? aud : [aud];
  const taken: readonly unknown[] = [issuer, ...alsoFor];
  // Every audience has to match: any other party in the list could present the assertion here.
  return named.length > 0 && named.every((each) => taken.includes(each));
}
