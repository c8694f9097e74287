import { randomBytes } from 'node:crypto';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `bytes` as base62, most significant digit first, padded to the length that any such value needs. */
export function base62(bytes: Uint8Array): string {
  const length = Math.ceil((bytes.length * 8) / Math.log2(62));
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
  let text = '';
  for (let digit = 0; digit < length; digit++) {
    text = BASE62[Number(value % 62n)] + text;
    value /= 62n;
  }
  return text;
}

/** A new identifier such as `conn_3kTMd8…`: 128 random bits, so that it cannot be guessed or counted. */
export function newId(prefix: string): string {
  return `${prefix}_${base62(randomBytes(16))}`;
}

/** A new secret of 256 random bits without a prefix, base64url: session cookies, authorization codes. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text has the form of `newSecret`; one of that form that somebody chose is as hard to guess. */
export function looksMade(secret: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(secret);
}
