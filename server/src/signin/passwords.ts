import { hash, verify } from '@node-rs/argon2';

/**
 * argon2id with the first setting that OWASP's Password Storage Cheat Sheet recommends: 19 MiB, two passes,
 * one lane. `2` is `Algorithm.Argon2id`, a const enum that type stripping cannot import.
 */
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const SHORTEST_PASSWORD = 10;
/**
 * In characters. Longer passwords are rejected unread: an attacker could otherwise make hashing expensive
 * with a megabyte of text.
 */
export const LONGEST_PASSWORD = 1_024;

/** The hash that stands in for unknown users, made at the first sign-in from a random password. */
let dummy: Promise<string> | undefined;

/** Returns an argon2id hash in PHC string format with a fresh salt, for `User.passwordHash`. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

/**
 * Returns whether `password` matches `stored`. With `null` (an unknown user, or one without a password) it
 * does the same work on a dummy hash, so that timing does not reveal which addresses have an account.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  if (password.length > LONGEST_PASSWORD) return false;
  dummy ??= hashPassword(crypto.randomUUID());
  const reference = stored ?? (await dummy);
  const matches = await verify(reference, password).catch(() => false);
  return matches && stored !== null;
}
