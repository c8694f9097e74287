import { createHmac, type KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { base62, base62Of } from '../lib/base62.ts';
import { datedHash } from '../lib/dated-hash.ts';
import { MOMENT_LENGTH } from '../lib/ids.ts';
import { randomBlockBytes } from '../lib/random.ts';
import type { Mode, TokenHash } from '../model/index.ts';

/** 32 bits in base62. */
const CHECKSUM_LENGTH = 6;
/** 43 characters are 256 bits in base62, or a moment and 208 bits; the checksum follows. */
const SHAPE = /^([a-z0-9]{2,12})_(test_)?([0-9A-Za-z]{49})$/;
const DIGITS_LENGTH = 49;
const BYTES = 32;
const BYTES_BESIDE_MOMENT = 26;

/**
 * Returns a token: the prefix of its kind, `test_` in the sandbox, moment and random digits, and a checksum over all of it.
 * The checksum rejects a typo or a guess without a look-up, and the shape lets secret scanners find leaked
 * tokens.
 *
 * @param moment `momentDigits`, with 26 bytes of entropy; or empty, with 32
 */
export function formatToken(prefix: string, mode: Mode, entropy: Uint8Array, moment = ''): string {
  const head = `${prefix}_${mode === 'sandbox' ? 'test_' : ''}${moment}${base62(entropy)}`;
  return head + checksum(head);
}

/** @param moment the moment by which its row stands among the others; empty for a token of which few are made */
export function newToken(prefix: string, mode: Mode, moment = ''): string {
  return formatToken(prefix, mode, randomBlockBytes(moment === '' ? BYTES : BYTES_BESIDE_MOMENT), moment);
}

/** Returns the key of the row of an access or refresh token. One without a moment is found by it too: the store looks again. */
export function storedHash(token: string): TokenHash {
  const moment = SHAPE.test(token) ? token.slice(-DIGITS_LENGTH, MOMENT_LENGTH - DIGITS_LENGTH) : '';
  return datedHash(moment, token);
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
 *
 * @param moment that of the token's row, so that both stand together
 */
export function successorOf(
  token: string,
  key: KeyObject,
  prefix: string,
  mode: Mode,
  moment: string,
): string {
  const derived = createHmac('sha256', key).update(token).digest();
  return formatToken(
    prefix,
    mode,
    moment === '' ? derived : derived.subarray(0, BYTES_BESIDE_MOMENT),
    moment,
  );
}

function checksum(head: string): string {
  return base62Of(crc32(head), CHECKSUM_LENGTH);
}
