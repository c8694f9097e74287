import { hash, timingSafeEqual } from 'node:crypto';
import type { TokenHash } from '../model/ids.ts';

/** SHA-256 of a secret, base64url. Bearer secrets are stored only in this form. */
export function sha256(secret: string | Buffer): TokenHash {
  return hash('sha256', secret, 'base64url') as TokenHash;
}

/** Compares in constant time: otherwise an attacker could guess the value byte by byte. */
export function sameSecret(a: string, b: string): boolean {
  const left = hash('sha256', a, 'buffer');
  const right = hash('sha256', b, 'buffer');
  return timingSafeEqual(left, right);
}
