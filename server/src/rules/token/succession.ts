import { isCurrent } from '../../lib/clock.ts';
import type { Grant, Instant, RefreshToken, TokenFamily } from '../../model/index.ts';
import { stands } from '../grant/standing.ts';
import { familyEnd, isPresentable } from './standing.ts';

/** A refresh token with all that decides about it. */
export interface RefreshRecord {
  refresh: RefreshToken;
  family: TokenFamily;
  grant: Grant;
}

/**
 * `rotated`: its successor takes its place. `repeated`: the same successor again. `repeated_before`: refused, for the
 * successor was given out a second time already. `reused`: refused, and the family ends. `revoked`: the family ended
 * before, or its grant does not stand.
 */
export type Succession = 'rotated' | 'repeated' | 'repeated_before' | 'reused' | 'revoked' | 'expired';

/** When so many tokens in a row were each given out a second time, two parties are following each other. */
const MOST_REPEATS_RUNNING = 2;

/**
 * The rules of succession. Reuse comes before everything that may pass, a suspension and an idle expiry: what is
 * stolen may be old, and presenting it has to end the family all the same (RFC 9700 section 4.14.2).
 *
 * @param successor the row of the derived successor, if there is one
 * @param repeatWithin see `repeatWithin` in `rules/token/refresh.ts`
 */
export function successionOf(
  { refresh, family, grant }: RefreshRecord,
  successor: RefreshToken | null,
  { now, repeatWithin }: { now: Instant; repeatWithin: number | null },
): Succession {
  const ended = familyEnd(family, now);
  if (ended) return ended;
  const again = refresh.usedAt === null ? null : presentedAgain(refresh, refresh.usedAt, successor);
  if (again === 'reused') return again;
  if (!stands(grant, family.grantVersion)) return 'revoked';
  return again ?? (isCurrent(refresh, now) ? 'rotated' : 'expired');

  function presentedAgain(used: RefreshToken, usedAt: Instant, next: RefreshToken | null): Succession {
    if (next === null || next.keptAt !== null || !isPresentable(next, now)) return 'reused';
    if (repeatWithin === null) return 'repeated';
    if (repeatWithin === 0) return 'reused';
    // First, or a thief who took the repeat as well would shut the client out and stay unnoticed.
    if (now - usedAt > repeatWithin) return 'reused';
    if (next.repeats > 0) return 'repeated_before';
    // A thief who copied a token can stay only by presenting every one that follows, as its client does.
    return used.repeats >= MOST_REPEATS_RUNNING ? 'reused' : 'repeated';
  }
}

/** The same for a token that is to be kept. One that was exchanged for a successor may be a stolen copy. */
export function keepingOf(record: RefreshRecord, now: Instant): 'kept' | 'reused' | 'revoked' | 'expired' {
  const outcome = successionOf(record, null, { now, repeatWithin: 0 });
  return outcome === 'rotated' ? 'kept' : outcome === 'revoked' || outcome === 'expired' ? outcome : 'reused';
}
