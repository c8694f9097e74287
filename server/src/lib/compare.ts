import { hash, timingSafeEqual } from 'node:crypto';
import type { TokenHash } from '../model/ids.ts';

/** SHA-256 of a secret, base64url. Bearer secrets are stored only in this form. */
export function sha256(secret: string | Buffer): TokenHash {
  return hash('sha256', secret, 'base64url') as TokenHash;
}

/** Compares in constant time: otherwise an attacker could guess the value byte by byte. */
export function sameSecret(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  // A length is no secret: those that are compared are hashes, MACs and keys of a known length.
  return left.length === right.length && timingSafeEqual(left, right);
}
