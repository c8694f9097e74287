import { randomInt } from 'node:crypto';
import { sha256 } from '../../lib/compare.ts';
import type { Instant, RecoveryCode, TokenHash, UserId } from '../../model/index.ts';

export const RECOVERY_CODES = 10;
/** Without those that are mistaken for each other on paper. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP = 4;

/**
 * Returns new codes as they are shown, `abcd-efgh-jkmn-pqrs`: 79 random bits, so that the hash of one tells nothing to
 * whoever has the database.
 */
export function newRecoveryCodes(): string[] {
  const group = () => Array.from({ length: GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: RECOVERY_CODES }, () => Array.from({ length: GROUPS }, group).join('-'));
}

/** Returns the rows of shown codes. */
export function recoveryCodeRows(userId: UserId, shown: readonly string[], now: Instant): RecoveryCode[] {
  return shown.map((code) => ({
    hash: recoveryHash(userId, code) ?? sha256(''),
    userId,
    createdAt: now,
    usedAt: null,
  }));
}

/** Returns the hash of typed text, however it is grouped, or `null` if it cannot be a recovery code. */
export function recoveryHash(userId: UserId, typed: string): TokenHash | null {
  const letters = typed.toLowerCase().replaceAll(/[\s\p{Pd}]/gu, '');
  const canBeOne =
    letters.length === GROUPS * GROUP && [...letters].every((letter) => LETTERS.includes(letter));
  return canBeOne ? sha256(`${userId} ${letters}`) : null;
}
