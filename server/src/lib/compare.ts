import { createHash, timingSafeEqual } from 'node:crypto';
import type { TokenHash } from '../model/ids.ts';

/** SHA-256 of a secret, base64url: the only form in which a bearer secret is stored. */
export function sha256(secret: string | Buffer): TokenHash {
  return createHash('sha256').update(secret).digest('base64url') as TokenHash;
}

/** Equality in constant time, for values that an attacker could otherwise guess byte by byte. */
export function sameSecret(a: string, b: string): boolean {
  const left = createHash('sha256').update(a).digest();
  const right = createHash('sha256').update(b).digest();
  return timingSafeEqual(left, right);
}
