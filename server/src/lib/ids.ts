import type { ClientId, ConnectedAccountId, GrantId, UserId } from '../model/ids.ts';
import { base62, base62Of } from './base62.ts';
import { randomBlockBytes } from './random.ts';

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
  return `${prefix}_${base62(randomBlockBytes(16))}`;
}

/** Enough until the year 8888. */
export const MOMENT_LENGTH = 8;

/**
 * Returns a moment as digits that sort as moments do.
 *
 * @param now milliseconds since 1970
 */
export function momentDigits(now: number): string {
  return base62Of(now, MOMENT_LENGTH);
}

/**
 * Returns a new identifier of 96 random bits that sorts behind those of earlier moments: rows that are made together
 * stand together in the table's tree, where each of a random id would change a page of its own.
 *
 * @param now milliseconds since 1970
 */
export function newIdAt(prefix: string, now: number): string {
  return `${prefix}_${momentDigits(now)}${base62(randomBlockBytes(12))}`;
}

/**
 * Returns a new secret of 256 random bits without a prefix, base64url, for session cookies and authorization
 * codes.
 */
export function newSecret(): string {
  return randomBlockBytes(32).toString('base64url');
}

/** Returns whether a text has the form of `newSecret`. It does not prove that this server made it. */
export function looksMade(secret: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(secret);
}
