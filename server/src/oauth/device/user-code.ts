import { randomInt } from 'node:crypto';

/** Consonants that cannot be mistaken for each other or for digits, and spell no words (RFC 8628 section 6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
const CANONICAL = new RegExp(`^[${LETTERS}]{${LENGTH}}$`);

/**
 * A new user code in canonical form: 20^8 possibilities, about 34.5 bits. Ten minutes of life and few attempts
 * (`guessing.ts`) make up for what it lacks in length (RFC 8628 section 5.1).
 */
export function newUserCode(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** As a person reads it from a screen: `WDJB-MJHT`. */
export function shownUserCode(canonical: string): string {
  return `${canonical.slice(0, LENGTH / 2)}-${canonical.slice(LENGTH / 2)}`;
}

/** Returns typed text in capitals and without spaces and hyphens; `null` when it can be no user code. */
export function canonicalUserCode(typed: string): string | null {
  if (typed.length > 40) return null;
  const letters = typed.toUpperCase().replaceAll(/[\s\p{Pd}]/gu, '');
  return CANONICAL.test(letters) ? letters : null;
}
