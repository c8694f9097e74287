import { constants, type KeyObject, verify } from 'node:crypto';
import { SECOND } from '../../lib/clock.ts';
import { parseJson } from '../../lib/kept-text.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { TokenHash } from '../../model/index.ts';
import { type Instant, PROOF_ALGORITHMS, type ProofAlgorithm } from '../../model/index.ts';
import { readProofKey } from './public-key.ts';
import { comparableUri } from './uri.ts';

/** The accepted lead of a client's clock. */
const AHEAD = 30 * SECOND;
/** The maximum age of a proof, and the time for which a `jti` has to be remembered. */
const OLDEST = 60 * SECOND;
const LONGEST_PROOF = 8_192;
const LONGEST_ID = 256;
const COMPACT_JWS = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/** Why a proof is rejected. `nonce`: the client may retry with a nonce of ours. */
export type ProofProblem =
  | 'missing'
  | 'several'
  | 'malformed'
  | 'type'
  | 'algorithm'
  | 'secret_key'
  | 'key'
  | 'signature'
  | 'id'
  | 'method'
  | 'uri'
  | 'token'
  | 'nonce'
  | 'time'
  | 'replayed';

/** The request that a proof has to describe. */
export interface Provable {
  method: string;
  /** Every URI under which the client may have made this request; query and fragment are ignored. */
  uris: readonly string[];
  now: Instant;
  /** Nothing that was made before counts: after a restore nobody knows which proofs were used. */
  notBefore: Instant;
  algorithms: readonly ProofAlgorithm[];
  /**
   * SHA-256 (base64url) of the access token that accompanies the proof; `null` at the authorization server.
   */
  tokenHash: TokenHash | null;
  /** Returns whether the proof's nonce, or its absence, is acceptable. */
  acceptsNonce(nonce: string | undefined): boolean;
}

/** A valid proof, unless it was used before: its sender has the private key. */
export interface Proof {
  thumbprint: string;
  id: string;
  /** When it expires, so that its id may be forgotten. */
  expiresAt: Instant;
}

/**
 * Verifies a DPoP proof (RFC 9449 section 4.3). Pure: the caller has to check that `id` is used only once
 * (check 11 and section 11.1) and that the token is bound to the key (check 12).
 *
 * @param header the value of the `DPoP` header; several joined by commas are rejected
 */
export function verifyProof(header: string | undefined, request: Provable): Result<Proof, ProofProblem> {
  if (header === undefined || header.trim() === '') return refused('missing');
  if (header.includes(',')) return refused('several');
  const [, encodedHeader, encodedClaims, encodedSignature] =
    header.length > LONGEST_PROOF ? [] : (COMPACT_JWS.exec(header.trim()) ?? []);
  const jose = readObject(encodedHeader);
  const claims = readObject(encodedClaims);
  // RFC 7515 section 4.1.11: a JWS with an extension in `crit` that is not understood is invalid.
  if (!jose || !claims || jose.crit !== undefined) return refused('malformed');
  if (jose.typ !== 'dpop+jwt') return refused('type');
  const algorithm = PROOF_ALGORITHMS.find((each) => each === jose.alg);
  if (!algorithm || !request.algorithms.includes(algorithm)) return refused('algorithm');
  const key = readProofKey(jose.jwk, algorithm);
  if (key === 'secret') return refused('secret_key');
  if (key === 'unusable') return refused('key');
  const input = Buffer.from(`${encodedHeader}.${encodedClaims}`);
  if (!isSignedBy(key.key, algorithm, input, Buffer.from(encodedSignature ?? '', 'base64url'))) {
    return refused('signature');
  }
  const problem = claimProblem(claims, request);
  if (problem) return refused(problem);
  const { jti, iat } = claims as { jti: string; iat: number };
  return ok({ thumbprint: key.thumbprint, id: jti, expiresAt: iat * SECOND + OLDEST + SECOND });
}

function claimProblem(claims: Record<string, unknown>, request: Provable): ProofProblem | null {
  const { jti, htm, htu, iat, ath, nonce } = claims;
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_ID) return 'id';
  if (htm !== request.method) return 'method';
  const uri = typeof htu === 'string' ? comparableUri(htu) : null;
  if (uri === null || !request.uris.some((each) => comparableUri(each) === uri)) return 'uri';
  if (request.tokenHash !== null && ath !== request.tokenHash) return 'token';
  if (typeof iat !== 'number' || !Number.isFinite(iat)) return 'time';
  const made = iat * SECOND;
  const oldest = Math.max(request.now - OLDEST, request.notBefore);
  if (made > request.now + AHEAD || made < oldest) return 'time';
  if (nonce !== undefined && typeof nonce !== 'string') return 'malformed';
  return request.acceptsNonce(nonce) ? null : 'nonce';
}

function isSignedBy(key: KeyObject, algorithm: ProofAlgorithm, input: Buffer, signature: Buffer): boolean {
  switch (algorithm) {
    case 'ES256':
      return verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature);
    case 'EdDSA':
    case 'Ed25519':
      return verify(null, input, key, signature);
    case 'RS256':
      return verify('sha256', input, key, signature);
    case 'PS256':
      return verify(
        'sha256',
        input,
        { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
        signature,
      );
  }
}

function readObject(encoded: string | undefined): Record<string, unknown> | null {
  if (encoded === undefined) return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64url'));
    const value: unknown = parseJson(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
