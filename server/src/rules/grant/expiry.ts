import { DAY } from '../../lib/clock.ts';
import type { Grant, Instant } from '../../model/index.ts';
import { grantEnd } from './standing.ts';

/** When a grant may end, as the API's configuration bounds it (`consent.expiry`). */
export interface ExpiryRules {
  /** The lengths to choose from, in days. */
  readonly days: readonly number[];
  /** Whether a grant may last until somebody revokes it. */
  readonly untilRevoked: boolean;
  /** The length that is chosen unless the user chooses another. */
  readonly begins: number | 'untilRevoked';
}

/** A number of days from the consent; until somebody revokes it; or the end that the grant has already. */
export type ExpiryChoice = number | 'untilRevoked' | 'unchanged';

/** Returns what the user may choose from, the end that the grant has already first. */
export function expiryChoices(rules: ExpiryRules, existing: Grant | null, now: Instant): ExpiryChoice[] {
  const kept = existing !== null && mayKeep(rules, existing, now);
  // An existing grant without an end keeps it by being chosen again.
  const unchanged = kept && existing.expiresAt !== null;
  return [
    ...(unchanged ? ['unchanged' as const] : []),
    ...rules.days,
    ...(rules.untilRevoked ? ['untilRevoked' as const] : []),
  ];
}

/** Returns the choice that holds unless the user makes another: a later consent keeps the end of the first. */
export function firstExpiryChoice(rules: ExpiryRules, existing: Grant | null, now: Instant): ExpiryChoice {
  if (existing === null || !mayKeep(rules, existing, now)) return rules.begins;
  return existing.expiresAt === null ? 'untilRevoked' : 'unchanged';
}

/** Returns when a grant ends by a choice. `null`: not before somebody revokes it. */
export function expiryOf(choice: ExpiryChoice, existing: Grant | null, now: Instant): Instant | null {
  if (choice === 'unchanged') return existing?.expiresAt ?? null;
  return choice === 'untilRevoked' ? null : now + choice * DAY;
}

/** Returns the latest end that the API offers, for a grant without a page on which a user could choose. */
export function latestExpiry({ days, untilRevoked }: ExpiryRules, now: Instant): Instant | null {
  return untilRevoked ? null : now + Math.max(...days) * DAY;
}

/** Returns whether an existing grant stands and its end is one that the API would still offer. */
export function mayKeep(rules: ExpiryRules, existing: Grant, now: Instant): boolean {
  if (grantEnd(existing, now)) return false;
  const latest = latestExpiry(rules, now);
  return latest === null || (existing.expiresAt !== null && existing.expiresAt <= latest);
}
