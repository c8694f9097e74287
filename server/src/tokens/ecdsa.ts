import { type KeyObject, sign } from 'node:crypto';

/** The bytes of r and of s for P-256. */
const HALF = 32;

/**
 * Returns an ES256 signature as JOSE writes it (RFC 7518 section 3.4): r and s with 32 bytes each. `sign` would do that
 * itself if it is asked to, but takes twice the time where it is given anything but a `KeyObject`.
 */
export function signEs256(input: Buffer, privateKey: KeyObject): Buffer {
  const der = sign('sha256', input, privateKey);
  const joined = Buffer.alloc(2 * HALF);
  // RFC 3279 section 2.2.3: a sequence of two integers, each at most 33 bytes long, so that each length has one byte.
  const s = copyInteger(der, 2, joined, HALF);
  copyInteger(der, s, joined, 2 * HALF);
  return joined;
}

/** Copies an integer so that it ends at `end`, and returns where the next one begins. */
function copyInteger(der: Buffer, at: number, target: Buffer, end: number): number {
  const next = at + 2 + (der[at + 1] ?? 0);
  // An integer may have a zero before it, so that it is not negative, or be shorter than 32 bytes.
  const from = Math.max(at + 2, next - HALF);
  der.copy(target, end - (next - from), from, next);
  return next;
}
