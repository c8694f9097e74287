import { createHash } from 'node:crypto';
import { sameSecret } from '../../lib/compare.ts';
import { ok, type Result, refused } from '../../lib/result.ts';

export type ChallengeProblem =
  | 'challenge_missing'
  | 'challenge_malformed'
  | 'challenge_method_missing'
  | 'challenge_method_unsupported'
  | 'challenge_method_alone';

export type VerifierProblem =
  | 'verifier_missing'
  | 'verifier_unexpected'
  | 'verifier_malformed'
  | 'verifier_wrong';

/** SHA-256 in base64url is always 43 characters, unpadded (RFC 7636 section 4.2). */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
/** RFC 7636 section 4.1. */
const VERIFIER = /^[A-Za-z0-9\-._~]{43,128}$/;

/**
 * Reads the challenge of an authorization request. Returns `null` if there is none and none is required. A
 * challenge counts even if it is not required (OAuth 2.1 section 4.1.1, RFC 7636 section 4.3).
 */
export function readChallenge(
  sent: { challenge: string | undefined; method: string | undefined },
  required: boolean,
): Result<string | null, ChallengeProblem> {
  if (sent.challenge === undefined) {
    if (sent.method !== undefined) return refused('challenge_method_alone');
    return required ? refused('challenge_missing') : ok(null);
  }
  // RFC 7636 section 4.3: without a method it defaults to "plain", in which an attacker who sees the
  // authorization request knows the verifier. RFC 9700 section 2.1.1 recommends S256, so both are refused.
  if (sent.method === undefined) return refused('challenge_method_missing');
  if (sent.method !== 'S256') return refused('challenge_method_unsupported');
  if (!CHALLENGE.test(sent.challenge)) return refused('challenge_malformed');
  return ok(sent.challenge);
}

/**
 * Checks a verifier against the challenge of its code. Returns `null` if they match. A verifier is required
 * exactly if there was a challenge: accepting one without would let an attacker remove the challenge from the
 * authorization request unnoticed (OAuth 2.1 section 4.1.3, RFC 9700 section 4.8.2).
 */
export function checkVerifier(
  verifier: string | undefined,
  challenge: string | null,
): VerifierProblem | null {
  if (challenge === null) return verifier === undefined ? null : 'verifier_unexpected';
  if (verifier === undefined) return 'verifier_missing';
  if (!VERIFIER.test(verifier)) return 'verifier_malformed';
  return sameSecret(challengeOf(verifier), challenge) ? null : 'verifier_wrong';
}

/** BASE64URL(SHA256(ASCII(verifier))), RFC 7636 section 4.6. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}
