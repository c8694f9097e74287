import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type KeyPairKeyObjectResult,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '../config/schema/signing.ts';

/** A signing key with its published half. */
export interface SigningPair {
  algorithm: SigningAlgorithm;
  privateKey: KeyObject;
  jwk: JWK & { kid: string };
}

/** RFC 7518 section 3.3: 2048 bits or more. More would make each signature several times as slow. */
const RSA_BITS = 2_048;

const generateEc = promisify(generateKeyPair) as (
  type: 'ec',
  options: { namedCurve: string },
) => Promise<KeyPairKeyObjectResult>;
const generateEd25519 = promisify(generateKeyPair) as (type: 'ed25519') => Promise<KeyPairKeyObjectResult>;
const generateRsa = promisify(generateKeyPair) as (
  type: 'rsa',
  options: { modulusLength: number },
) => Promise<KeyPairKeyObjectResult>;

/**
 * Makes a key. ES256 is the default: every JOSE library verifies it, and `node:crypto` signs it faster than
 * EdDSA (26 µs against 40 µs for a token of usual size).
 */
export async function newSigningPair(algorithm: SigningAlgorithm): Promise<SigningPair> {
  return pairOf((await generate(algorithm)).privateKey, algorithm);
}

/** Finding an RSA key takes a tenth of a second or more, so it runs outside the event loop. */
function generate(algorithm: SigningAlgorithm): Promise<KeyPairKeyObjectResult> {
  switch (algorithm) {
    case 'ES256':
      return generateEc('ec', { namedCurve: 'P-256' });
    case 'EdDSA':
      return generateEd25519('ed25519');
    case 'RS256':
    case 'PS256':
      return generateRsa('rsa', { modulusLength: RSA_BITS });
  }
}

/** Returns the private key for sealing: PKCS #8, DER. */
export function exportPrivateKey({ privateKey }: SigningPair): Buffer {
  return privateKey.export({ type: 'pkcs8', format: 'der' });
}

/** Throws if the bytes are not a private key for that algorithm. */
export function importSigningPair(pkcs8: Buffer, algorithm: string): SigningPair {
  const known = SIGNING_ALGORITHMS.find((each) => each === algorithm);
  if (!known) throw new Error(`A signing key is for ${algorithm}, which this version does not know.`);
  return pairOf(createPrivateKey({ key: pkcs8, type: 'pkcs8', format: 'der' }), known);
}

/** Returns a public key for sealing: SubjectPublicKeyInfo, DER. */
export function exportPublicKey(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' });
}

/** Throws if the bytes are not a public key. */
export function importPublicKey(spki: Buffer): KeyObject {
  return createPublicKey({ key: spki, type: 'spki', format: 'der' });
}

/** Returns the public key in a JWK, or `null` unless `kid` is its thumbprint. */
export function publicKeyNamed(kid: string, jwk: string, algorithm: SigningAlgorithm): KeyObject | null {
  try {
    const publicKey = createPublicKey({ key: JSON.parse(jwk), format: 'jwk' });
    const members = requiredMembers(publicKey.export({ format: 'jwk' }), algorithm);
    return members && thumbprintOf(members) === kid ? publicKey : null;
  } catch {
    return null;
  }
}

/**
 * Derives the public half from the private key: an attacker could replace a public key in the database and
 * then forge tokens.
 */
function pairOf(privateKey: KeyObject, algorithm: SigningAlgorithm): SigningPair {
  const members = requiredMembers(createPublicKey(privateKey).export({ format: 'jwk' }), algorithm);
  if (!members) throw new Error(`A signing key does not fit its algorithm, ${algorithm}.`);
  return {
    algorithm,
    privateKey,
    jwk: { kid: thumbprintOf(members), use: 'sig', alg: algorithm, ...members },
  };
}

/** RFC 7638: the required members in lexicographic order, nothing else. */
function thumbprintOf(members: JWK): string {
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}

/**
 * Returns the required members of the key (RFC 7638 section 3.2) in lexicographic order, or `null` for
 * another type of key.
 */
function requiredMembers(jwk: JWK, algorithm: SigningAlgorithm): (JWK & { kty: string }) | null {
  const { kty, crv, x, y, e, n } = jwk;
  switch (algorithm) {
    case 'ES256':
      if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) return null;
      return { crv, kty, x, y };
    case 'EdDSA':
      if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined) return null;
      return { crv, kty, x };
    case 'RS256':
    case 'PS256':
      if (kty !== 'RSA' || e === undefined || n === undefined) return null;
      return { e, kty, n };
  }
}
