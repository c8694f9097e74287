import { createHash, timingSafeEqual } from 'node:crypto';
import type { TokenHash } from '../model/ids.ts';

/** SHA-256 of a secret, base64url. Bearer secrets are stored only in this form. */
export function sha256(secret: string | Buffer): TokenHash {
  return createHash('sha256').update(secret).digest('base64url') as TokenHash;
}

/** Compares in constant time: otherwise an attacker could guess the value byte by byte. */
export function sameSecret(a: string, b: string): boolean {
  const left = createHash('sha256').update(a).digest();
  const right = createHash('sha256').update(b).digest();
  return timingSafeEqual(left, right);
}
