import { hash, verify } from '@node-rs/argon2';

/**
 * argon2id with the first of the settings that OWASP's Password Storage Cheat Sheet recommends: 19 MiB, two
 * passes, one lane. `2` is `Algorithm.Argon2id`, a const enum that type stripping cannot import.
 */
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const SHORTEST_PASSWORD = 10;
/** Longer ones are refused unread: hashing must not cost more because somebody sent a megabyte. */
export const LONGEST_PASSWORD = 1_024;

/** The fault of a chosen password, as a sentence; `null` when it will do. */
export function passwordProblem(password: string): string | null {
  return password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD
    ? `A password has ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters.`
    : null;
}

/** The stand-in for people who do not exist; made once, at the first sign-in, of a password nobody knows. */
let dummy: Promise<string> | undefined;

/** argon2id in PHC string format, with a fresh salt; the form in which `User.passwordHash` is stored. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

/**
 * Whether `password` belongs to `stored`. With `null` (an unknown user, or one who never signs in here) it does
 * the same work on a dummy, so that the time taken does not tell which addresses have an account.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  if (password.length > LONGEST_PASSWORD) return false;
  dummy ??= hashPassword(crypto.randomUUID());
  const reference = stored ?? (await dummy);
  const matches = await verify(reference, password).catch(() => false);
  return matches && stored !== null;
}
