import { randomBytes } from 'node:crypto';
import type { ClientId, ConnectedAccountId, GrantId, UserId } from '../model/ids.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Returns `bytes` in base62, most significant digit first, padded to the longest value of that many bytes.
 */
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

/** The prefixes of identifiers that have a type of their own. */
interface Ids {
  usr: UserId;
  client: ClientId;
  grant: GrantId;
  conn: ConnectedAccountId;
}

/**
 * Returns a new identifier such as `conn_3kTMd8…`: 128 random bits, so that it cannot be guessed or
 * enumerated.
 */
export function newId<Prefix extends keyof Ids>(prefix: Prefix): Ids[Prefix];
export function newId(prefix: string): string;
export function newId(prefix: string): string {
  return `${prefix}_${base62(randomBytes(16))}`;
}

/**
 * Returns a new secret of 256 random bits without a prefix, base64url, for session cookies and authorization
 * codes.
 */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Returns whether a text has the form of `newSecret`. It does not prove that this server made it. */
export function looksMade(secret: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(secret);
}
