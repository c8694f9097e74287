import type { TrustedIssuer } from '../../config/index.ts';
import { HOUR } from '../../lib/clock.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Instant } from '../../model/index.ts';
import { type CompactJws, readCompactJws } from '../jws/compact-jws.ts';
import { type HeaderProblem, headerProblem } from '../jws/header.ts';
import { isAsymmetric } from '../jws/signing-algorithms.ts';
import { type LifetimeProblem, readTimes, type TimesProblem } from '../jws/times.ts';

/** It is valid once, so this only limits how long its `jti` is remembered. */
const LONGEST_LIFE = HOUR;
const LONGEST_ID = 512;
/** An access token, logout token or typed ID token must be rejected (RFC 8725 section 3.11). */
const TYPES = ['jwt', 'oauth-id-jag+jwt'];

export type UserAssertionProblem =
  | `user_assertion_${TimesProblem | LifetimeProblem | HeaderProblem}`
  | 'user_assertion_algorithm'
  | 'user_assertion_issuer'
  | 'user_assertion_audience'
  | 'user_assertion_without_id'
  | 'user_assertion_subject'
  | 'user_assertion_tenant';

/** A valid assertion about a user whose signature has not been verified yet. */
export interface UserAssertion {
  jws: CompactJws;
  issuer: TrustedIssuer;
  user: { by: 'email' | 'sub'; value: string };
  /** The tenant, if the assertion names one. */
  tenantId: string | null;
  id: string;
  /** When it expires. */
  expiresAt: Instant;
}

/** The rules for an assertion. */
export interface AssertionRules {
  trusted: readonly TrustedIssuer[];
  clientId: string;
  /** Our issuer identifier as its audience, unless the configuration sets another for this issuer. */
  audience: string;
  /** The claim that names the tenant. */
  tenantField: string;
  now: Instant;
  notBefore?: Instant;
}

/** Reads an assertion as an authorization grant (RFC 7523 section 3). */
export function readUserAssertion(
  text: string,
  rules: AssertionRules,
): Result<UserAssertion, UserAssertionProblem> {
  const jws = readCompactJws(text);
  if (!jws) return refused('user_assertion_malformed');
  const { header, claims } = jws;
  if (!isAsymmetric(header.alg)) return refused('user_assertion_algorithm');
  const wrong = headerProblem(jws, TYPES);
  if (wrong) return refused(`user_assertion_${wrong}` as const);
  const issuer = rules.trusted.find((each) => each.issuer === claims.iss);
  if (!issuer?.clients.includes(rules.clientId)) return refused('user_assertion_issuer');
  // An assertion that names a client is valid for no other.
  if (claims.client_id !== undefined && claims.client_id !== rules.clientId) {
    return refused('user_assertion_issuer');
  }
  // One audience only: any other party in a list could present the assertion here.
  const audience: unknown = Array.isArray(claims.aud) && claims.aud.length === 1 ? claims.aud[0] : claims.aud;
  if (audience !== (issuer.audience ?? rules.audience)) return refused('user_assertion_audience');
  const times = readTimes(claims, rules.now, LONGEST_LIFE, rules.notBefore);
  if (!times.ok) return refused(`user_assertion_${times.problem}` as const);
  const { jti } = claims;
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_ID) {
    return refused('user_assertion_without_id');
  }
  const user = readUser(claims, issuer);
  if (!user) return refused('user_assertion_subject');
  const tenant = claims[rules.tenantField];
  if (tenant !== undefined && typeof tenant !== 'string') return refused('user_assertion_tenant');
  return ok({ jws, issuer, user, tenantId: tenant ?? null, id: jti, expiresAt: times.value.until });
}

/**
 * RFC 7523 section 3 requires `sub`. An e-mail address counts only if the issuer says that it is verified.
 */
function readUser(
  { sub, email, email_verified }: CompactJws['claims'],
  { subject }: TrustedIssuer,
): UserAssertion['user'] | null {
  if (typeof sub !== 'string' || sub === '') return null;
  if (subject === 'sub') return { by: 'sub', value: sub };
  if (typeof email !== 'string' || email === '' || email_verified !== true) return null;
  return { by: 'email', value: email };
}
