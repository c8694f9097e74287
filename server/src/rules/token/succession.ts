import { isCurrent } from '../../lib/clock.ts';
import type { Instant, PresentedGrant, RefreshToken, TokenFamily } from '../../model/index.ts';
import { type Standing, stands } from '../grant/standing.ts';
import { familyEnd, isPresentable } from './standing.ts';

/** A refresh token with everything that decides about it. */
export interface RefreshRecord {
  refresh: RefreshToken;
  family: TokenFamily;
  grant: PresentedGrant;
}

/** The part of it that decides whether it may be exchanged. */
export interface Succeeding {
  refresh: Pick<RefreshToken, 'issuedAt' | 'expiresAt' | 'usedAt' | 'keptAt' | 'repeats'>;
  family: Pick<TokenFamily, 'grantVersion' | 'createdAt' | 'expiresAt' | 'revokedAt'>;
  grant: Standing;
}

/** Returns the part of a record that decides, for a verb that may be sent to another process. */
export function succeedingOf({ refresh, family, grant }: RefreshRecord): Succeeding {
  const { issuedAt, expiresAt, usedAt, keptAt, repeats } = refresh;
  const { grantVersion, createdAt, revokedAt } = family;
  const { status, version, updatedAt } = grant;
  return {
    refresh: { issuedAt, expiresAt, usedAt, keptAt, repeats },
    family: { grantVersion, createdAt, expiresAt: family.expiresAt, revokedAt },
    grant: { status, version, expiresAt: grant.expiresAt, updatedAt },
  };
}

/**
 * `rotated`: its successor replaces it. `repeated`: the same successor again. `repeated_before`: refused,
 * because the successor was already issued a second time. `reused`: refused, and the family ends. `revoked`:
 * the family has ended, or its grant does not stand.
 */
export type Succession = 'rotated' | 'repeated' | 'repeated_before' | 'reused' | 'revoked' | 'expired';

/**
 * After this many consecutive tokens that were each issued a second time, two parties must be sharing them.
 */
const MOST_REPEATS_RUNNING = 2;

/**
 * The rules of succession. Reuse is checked before suspension and idle expiry: a stolen token may be old, and
 * presenting it must end the family all the same (RFC 9700 section 4.14.2).
 *
 * @param successor the stored successor, if there is one
 * @param repeatWithin see `repeatWithin` in `rules/token/refresh.ts`
 */
export function successionOf(
  { refresh, family, grant }: Succeeding,
  successor: Succeeding['refresh'] | null,
  { now, repeatWithin }: { now: Instant; repeatWithin: number | null },
): Succession {
  const ended = familyEnd(family, now);
  if (ended) return ended;
  const again = refresh.usedAt === null ? null : presentedAgain(refresh, refresh.usedAt, successor);
  if (again === 'reused') return again;
  if (!stands(grant, family.grantVersion, now)) return 'revoked';
  return again ?? (isCurrent(refresh, now) ? 'rotated' : 'expired');

  function presentedAgain(
    used: Succeeding['refresh'],
    usedAt: Instant,
    next: Succeeding['refresh'] | null,
  ): Succession {
    if (next === null || next.keptAt !== null || !isPresentable(next, now)) return 'reused';
    if (repeatWithin === null) return 'repeated';
    if (repeatWithin === 0) return 'reused';
    // Checked first: otherwise a thief who took the repeat as well could lock the client out unnoticed.
    if (now - usedAt > repeatWithin) return 'reused';
    if (next.repeats > 0) return 'repeated_before';
    // A thief with a copy stays only by presenting every later token too, as the client does.
    return used.repeats >= MOST_REPEATS_RUNNING ? 'reused' : 'repeated';
  }
}

/** The same for a token that is to be kept. One that was exchanged for a successor may be a stolen copy. */
export function keepingOf(record: Succeeding, now: Instant): 'kept' | 'reused' | 'revoked' | 'expired' {
  const outcome = successionOf(record, null, { now, repeatWithin: 0 });
  return outcome === 'rotated' ? 'kept' : outcome === 'revoked' || outcome === 'expired' ? outcome : 'reused';
}
