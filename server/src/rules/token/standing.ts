import { isCurrent, lifeOf } from '../../lib/clock.ts';
import type {
  AccessToken,
  Grant,
  Instant,
  PersonalToken,
  RefreshToken,
  TokenFamily,
} from '../../model/index.ts';
import { isOver, type StandingProblem, standingProblem } from '../grant/standing.ts';

/** An access token with all that decides whether it stands. */
export interface HeldAccess {
  token: AccessToken;
  /** When the token was revoked by itself. */
  revokedAt: Instant | null;
  family: TokenFamily | null;
  grant: Grant | null;
  /** The user's role in the tenant now; `null` when they are no member, or when there is no user. */
  role: string | null;
}

/** `grant_revoked`: a new consent is needed. `token_revoked`: another token under the same grant will do. */
export type TokenEnd = 'grant_revoked' | 'token_revoked';
export type AccessProblem = TokenEnd | 'token_expired' | StandingProblem;

/** Why no token of a family is given out any more; `null` when one may be. */
export function familyEnd(family: TokenFamily, now: Instant): 'revoked' | 'expired' | null {
  if (family.revokedAt !== null) return 'revoked';
  return isCurrent(lifeOf(family), now) ? null : 'expired';
}

/** Whether a refresh token was exchanged for its successor. One that was kept is as good as new. */
export function isExchanged({ usedAt }: Pick<RefreshToken, 'usedAt'>): boolean {
  return usedAt !== null;
}

/** Whether a refresh token is the one of its family to present next, and not too old for it. */
export function isPresentable(refresh: RefreshToken, now: Instant): boolean {
  return !isExchanged(refresh) && isCurrent(refresh, now);
}

/** Whether a refresh token counts now: by itself, by its family, and by the grant and the user behind it. */
export function isLiveRefresh(
  { refresh, family, grant }: { refresh: RefreshToken; family: TokenFamily; grant: Grant },
  role: string | null,
  now: Instant,
): boolean {
  if (!isPresentable(refresh, now) || familyEnd(family, now) !== null) return false;
  return standingProblem(grant, family.grantVersion, role) === null;
}

/** Why an access token will never count again, whatever the time is; `null` when it may still count. */
export function accessEnd(held: Omit<HeldAccess, 'role'>): TokenEnd | null {
  const { token, family, grant } = held;
  if (token.grantId !== null && (grant === null || isOver(grant, token.grantVersion))) return 'grant_revoked';
  // A family that is gone was removed with its grant or its client.
  const familyGone = token.familyId !== null && (family === null || family.revokedAt !== null);
  return held.revokedAt !== null || familyGone ? 'token_revoked' : null;
}

/** Why an access token does not count now: by itself, by its family, and by the grant and the user behind it. */
export function accessProblem(held: HeldAccess, now: Instant): AccessProblem | null {
  const { token, grant, role } = held;
  const ended = accessEnd(held);
  if (ended) return ended;
  if (!isCurrent(token, now)) return 'token_expired';
  if (grant !== null) return standingProblem(grant, token.grantVersion, role);
  // A client token acts as a user who has to belong to the tenant as well.
  return token.userId !== null && role === null ? 'user_not_a_member' : null;
}

/** Why a personal access token does not count now; `null` when it does. */
export function personalProblem(
  token: PersonalToken,
  now: Instant,
): 'token_revoked' | 'token_expired' | null {
  if (token.revokedAt !== null) return 'token_revoked';
  return isCurrent(lifeOf(token), now) ? null : 'token_expired';
}
