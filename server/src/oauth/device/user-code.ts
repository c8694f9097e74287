import { randomInt } from 'node:crypto';

/**
 * Consonants that are easily distinguished from each other and from digits and spell no words (RFC 8628
 * section 6.1).
 */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
const CANONICAL = new RegExp(`^[${LETTERS}]{${LENGTH}}$`);

/**
 * Returns a new user code in canonical form: 20^8 possibilities, about 34.5 bits. Its lifetime of ten minutes
 * and the few attempts (`guessing.ts`) compensate for its length (RFC 8628 section 5.1).
 */
export function newUserCode(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** Returns a code as shown on a screen: `WDJB-MJHT`. */
export function shownUserCode(canonical: string): string {
  return `${canonical.slice(0, LENGTH / 2)}-${canonical.slice(LENGTH / 2)}`;
}

/** Returns typed text in capitals without spaces and hyphens, or `null` if it cannot be a user code. */
export function canonicalUserCode(typed: string): string | null {
  if (typed.length > 40) return null;
  const letters = typed.toUpperCase().replaceAll(/[\s\p{Pd}]/gu, '');
  return CANONICAL.test(letters) ? letters : null;
}
