import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { ProofAlgorithm } from '../../model/index.ts';

/** The key in a proof, with its RFC 7638 thumbprint. */
export interface ProofKey {
  key: KeyObject;
  thumbprint: string;
}

/** Private members of every key type, and the value of a symmetric key (RFC 7518 sections 6.2 to 6.4). */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** RFC 7638 section 3.2 and RFC 8037 section 2: the members of a thumbprint, in lexicographic order. */
const REQUIRED_MEMBERS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['OKP', ['crv', 'kty', 'x']],
  ['RSA', ['e', 'kty', 'n']],
]);

const LEAST_RSA_BITS = 2048;
/** Verification time grows with both, and an attacker could choose them. */
const MOST_RSA_BITS = 4096;
const LONGEST_EXPONENT = 8;

/**
 * Reads the public key of a proof. `secret`: it contains a private or symmetric key, which its sender has
 * disclosed. `unusable`: not a public key, or not one for the algorithm.
 */
export function readProofKey(jwk: unknown, algorithm: ProofAlgorithm): ProofKey | 'secret' | 'unusable' {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) return 'unusable';
  const members = jwk as Record<string, unknown>;
  if (members.kty === 'oct' || SECRET_MEMBERS.some((name) => Object.hasOwn(members, name))) return 'secret';
  const names = REQUIRED_MEMBERS.get(members.kty);
  if (!names?.every((name) => typeof members[name] === 'string')) return 'unusable';
  const essential = Object.fromEntries(names.map((name) => [name, String(members[name])]));
  const key = importKey(essential);
  if (!key || !fits(key, essential, algorithm)) return 'unusable';
  // The key is normalized first: otherwise another spelling of the same key would have another thumbprint.
  const canonical = key.export({ format: 'jwk' }) as Record<string, unknown>;
  if (!names.every((name) => canonical[name] === essential[name])) return 'unusable';
  return { key, thumbprint: thumbprintOf(essential) };
}

/**
 * Returns the JWK thumbprint (RFC 7638): SHA-256, base64url, of the required members. `jwk` must be of type
 * EC, OKP or RSA; throws `TypeError` otherwise.
 */
export function thumbprintOf(jwk: Record<string, unknown>): string {
  const names = REQUIRED_MEMBERS.get(jwk.kty);
  if (!names) throw new TypeError('Only keys of the types EC, OKP and RSA have a thumbprint here.');
  const essential = Object.fromEntries(names.map((name) => [name, jwk[name]]));
  return createHash('sha256').update(JSON.stringify(essential)).digest('base64url');
}

function importKey(jwk: Record<string, string>): KeyObject | null {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return null;
  }
}

function fits(key: KeyObject, jwk: Record<string, string>, algorithm: ProofAlgorithm): boolean {
  switch (algorithm) {
    case 'ES256':
      return jwk.kty === 'EC' && jwk.crv === 'P-256';
    case 'EdDSA':
    case 'Ed25519':
      return jwk.kty === 'OKP' && jwk.crv === 'Ed25519';
    case 'PS256':
    case 'RS256': {
      const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
      const exponent = Buffer.from(jwk.e ?? '', 'base64url').length;
      return (
        jwk.kty === 'RSA' && bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS && exponent <= LONGEST_EXPONENT
      );
    }
  }
}
