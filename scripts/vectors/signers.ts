import { createHmac, createPublicKey, sign } from 'node:crypto';
import type { JWK } from 'jose';
import type { SigningAlgorithm } from '../../server/src/config/schema/signing.ts';
import type { SigningKey } from '../../server/src/tokens/keys.ts';
import { importSigningPair, type SigningPair } from '../../server/src/tokens/signing-key.ts';
import stored from './keys.json' with { type: 'json' };

export type Claims = Record<string, unknown>;
type Header = Record<string, unknown>;

/** The time of every vector, in seconds since 1970. */
export const NOW = 1_800_000_000;
export const API_NAME = 'things';
export const ISSUER = 'https://auth.things.example';
export const GUARD_KEY = 'lkg_vectors_this-is-not-a-secret-0123456789abcdef';

/** Keys that are published, and keys of an attacker. They sign nothing but vectors. */
const pairs = stored.keys.map(({ algorithm, pkcs8, stranger }) => ({
  ...importSigningPair(Buffer.from(pkcs8, 'base64'), algorithm),
  stranger: stranger === true,
}));

function pairOf(algorithm: SigningAlgorithm, stranger: boolean): SigningPair {
  const pair = pairs.find((each) => each.algorithm === algorithm && each.stranger === stranger);
  if (!pair) throw new Error(`keys.json has no key for ${algorithm}.`);
  return pair;
}

/** The answer of the endpoint `jwks`. */
export const published: JWK[] = pairs.filter(({ stranger }) => !stranger).map(({ jwk }) => jwk);

export function keyFor(algorithm: SigningAlgorithm): SigningKey {
  const { jwk, privateKey } = pairOf(algorithm, false);
  return { id: jwk.kid, algorithm, privateKey };
}

/** A key of an attacker, under the id of the published one. */
export function strangersKey(algorithm: 'ES256' | 'EdDSA', id = keyFor(algorithm).id): SigningKey {
  return { id, algorithm, privateKey: pairOf(algorithm, true).privateKey };
}

/** The secrets that an attacker knows: each form in which a public key is found. */
export function publicSecrets(algorithm: SigningAlgorithm): Record<string, string | Buffer> {
  const { privateKey, jwk } = pairOf(algorithm, false);
  const key = createPublicKey(privateKey);
  return {
    'the PEM of the public key': key.export({ type: 'spki', format: 'pem' }),
    'the DER of the public key': key.export({ type: 'spki', format: 'der' }),
    'the published JWK': JSON.stringify(jwk),
    'no secret': '',
  };
}

export function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** Signs any header and any payload with Ed25519, whose signatures are the same each time. */
export function signAny(header: Header, payload: unknown, key = keyFor('EdDSA')): string {
  const input = `${part({ alg: 'EdDSA', typ: 'latchkey-identity+jwt', kid: key.id, ...header })}.${part(payload)}`;
  return `${input}.${sign(null, Buffer.from(input), key.privateKey).toString('base64url')}`;
}

export function macAny(header: Header, payload: unknown, secret: string | Buffer): string {
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

export function claimsOf(jws: string): Claims {
  return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());
}
