import type { TokenHash } from '../model/index.ts';
import { sha256 } from './compare.ts';

/** The characters of a SHA-256 in base64url. */
const HASH_LENGTH = 43;

/**
 * Returns the key of a token's row: its moment, and its SHA-256. Rows that are written together stand together so, where each of a
 * hash alone would change a page of its own (docs/decisions/0077-rows-that-stand-together.md).
 *
 * @param moment empty for a token that has none
 */
export function datedHash(moment: string, token: string): TokenHash {
  return (moment + sha256(token)) as TokenHash;
}

/** Returns the moment in front of a hash; empty if there is none. */
export function momentIn(hash: TokenHash): string {
  return hash.slice(0, -HASH_LENGTH);
}

/** Returns the hash of a token whose row has no moment: from before there were any, or made elsewhere. */
export function withoutMoment(hash: TokenHash): TokenHash {
  return hash.slice(-HASH_LENGTH) as TokenHash;
}
