import { createHmac, type KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { base62, base62Of } from '../lib/base62.ts';
import { randomBlockBytes } from '../lib/random.ts';
import type { Mode } from '../model/index.ts';

/** 32 bits in base62. */
const CHECKSUM_LENGTH = 6;
/** 43 characters are 256 bits in base62; the checksum follows. */
const SHAPE = /^([a-z0-9]{2,12})_(test_)?([0-9A-Za-z]{49})$/;

/**
 * Returns a token: the prefix of its kind, `test_` in the sandbox, 256 bits, and a checksum over all of it.
 * The checksum rejects a typo or a guess without a look-up, and the shape lets secret scanners find leaked
 * tokens.
 */
export function formatToken(prefix: string, mode: Mode, entropy: Uint8Array): string {
  const head = `${prefix}_${mode === 'sandbox' ? 'test_' : ''}${base62(entropy)}`;
  return head + checksum(head);
}

export function newToken(prefix: string, mode: Mode): string {
  return formatToken(prefix, mode, randomBlockBytes(32));
}

/** Returns prefix and mode of a well-formed token, or `null` for anything else, including a JWT. */
export function readToken(token: string): { prefix: string; mode: Mode } | null {
  const match = SHAPE.exec(token);
  if (!match) return null;
  const [, prefix, test] = match;
  if (prefix === undefined) return null;
  const head = token.slice(0, -CHECKSUM_LENGTH);
  if (checksum(head) !== token.slice(-CHECKSUM_LENGTH)) return null;
  return { prefix, mode: test ? 'sandbox' : 'live' };
}

/**
 * Returns the successor of a refresh token. It depends only on token and key, so a client that lost the
 * response gets the same one again, although nothing is stored in plain text. Without the key it cannot be
 * computed.
 */
export function successorOf(token: string, key: KeyObject, prefix: string, mode: Mode): string {
  return formatToken(prefix, mode, createHmac('sha256', key).update(token).digest());
}

function checksum(head: string): string {
  return base62Of(crc32(head), CHECKSUM_LENGTH);
}
