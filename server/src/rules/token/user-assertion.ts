import type { TrustedIssuer } from '../../config/index.ts';
import { HOUR, SECOND } from '../../lib/clock.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Instant } from '../../model/index.ts';
import { CLOCK_SKEW } from '../client/client-assertion.ts';
import { type CompactJws, readCompactJws } from '../jws/compact-jws.ts';
import { isAsymmetric } from '../jws/signing-algorithms.ts';

/** It is valid once, so this only limits how long its `jti` is remembered. */
const LONGEST_LIFE = HOUR;
const LONGEST_ID = 512;
/** Header members by which a JWT names its own key (RFC 7515 section 4.1.2 to 4.1.6). */
const KEY_SOURCES = ['jku', 'jwk', 'x5u', 'x5c'];
/** An access token, logout token or typed ID token must be rejected (RFC 8725 section 3.11). */
const TYPES = ['jwt', 'oauth-id-jag+jwt'];

export type UserAssertionProblem =
  | 'user_assertion_malformed'
  | 'user_assertion_algorithm'
  | 'user_assertion_brings_key'
  | 'user_assertion_of_another_type'
  | 'user_assertion_issuer'
  | 'user_assertion_audience'
  | 'user_assertion_without_id'
  | 'user_assertion_subject'
  | 'user_assertion_tenant'
  | 'user_assertion_expiry_missing'
  | 'user_assertion_expired'
  | 'user_assertion_lives_too_long'
  | 'user_assertion_not_yet';

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
  if (KEY_SOURCES.some((name) => header[name] !== undefined)) return refused('user_assertion_brings_key');
  if (header.crit !== undefined) return refused('user_assertion_malformed');
  if (header.typ !== undefined && !isOfType(header.typ)) return refused('user_assertion_of_another_type');
  const issuer = rules.trusted.find((each) => each.issuer === claims.iss);
  if (!issuer?.clients.includes(rules.clientId)) return refused('user_assertion_issuer');
  // An assertion that names a client is valid for no other.
  if (claims.client_id !== undefined && claims.client_id !== rules.clientId) {
    return refused('user_assertion_issuer');
  }
  // One audience only: any other party in a list could present the assertion here.
  const audience: unknown = Array.isArray(claims.aud) && claims.aud.length === 1 ? claims.aud[0] : claims.aud;
  if (audience !== (issuer.audience ?? rules.audience)) return refused('user_assertion_audience');
  const expiresAt = readTimes(claims, rules.now);
  if (!expiresAt.ok) return expiresAt;
  const { jti } = claims;
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_ID) {
    return refused('user_assertion_without_id');
  }
  const user = readUser(claims, issuer);
  if (!user) return refused('user_assertion_subject');
  const tenant = claims[rules.tenantField];
  if (tenant !== undefined && typeof tenant !== 'string') return refused('user_assertion_tenant');
  return ok({ jws, issuer, user, tenantId: tenant ?? null, id: jti, expiresAt: expiresAt.value });
}

/** `exp` is required. A clock difference of 10 s is accepted, one of 60 s is not. */
function readTimes(claims: CompactJws['claims'], now: Instant): Result<Instant, UserAssertionProblem> {
  if (claims.exp === undefined) return refused('user_assertion_expiry_missing');
  const expiry = instantOf(claims.exp);
  if (expiry === null) return refused('user_assertion_malformed');
  if (now >= expiry + CLOCK_SKEW) return refused('user_assertion_expired');
  if (expiry > now + LONGEST_LIFE + CLOCK_SKEW) return refused('user_assertion_lives_too_long');
  for (const claim of [claims.nbf, claims.iat]) {
    if (claim === undefined) continue;
    const from = instantOf(claim);
    if (from === null) return refused('user_assertion_malformed');
    if (from > now + CLOCK_SKEW) return refused('user_assertion_not_yet');
  }
  return ok(expiry + CLOCK_SKEW);
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

function isOfType(typ: unknown): boolean {
  return typeof typ === 'string' && TYPES.includes(typ.toLowerCase().replace(/^application\//, ''));
}

/** Returns a NumericDate (RFC 7519 section 2) as an instant. */
function instantOf(value: unknown): Instant | null {
  return typeof value === 'number' && Number.isFinite(value) ? value * SECOND : null;
}
