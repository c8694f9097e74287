import { isCurrent, lifeOf } from '../../lib/clock.ts';
import type {
  AccessToken,
  Client,
  Grant,
  Instant,
  PersonalToken,
  PresentedGrant,
  RefreshToken,
  TokenFamily,
} from '../../model/index.ts';
import { isStopped } from '../client/standing.ts';
import { endUnder, type GrantEnd, type StandingProblem, standingProblem } from '../grant/standing.ts';

/** An access token with everything that decides whether it stands. */
export interface HeldAccess {
  token: AccessToken;
  /** When the token itself was revoked. */
  revokedAt: Instant | null;
  family: TokenFamily | null;
  grant: Grant | null;
  /** The client that holds it; `null`: it is gone. */
  client: Pick<Client, 'settings'> | null;
  /** The user's current role in the tenant; `null` if they are not a member, or there is no user. */
  role: string | null;
}

/** After a `GrantEnd`, a new consent is needed. `token_revoked`: another token under the same grant works. */
export type TokenEnd = GrantEnd | 'token_revoked';
/** `client_stopped`: the token counts again when its client does. */
export type AccessProblem = TokenEnd | 'token_expired' | 'client_stopped' | StandingProblem;

/** Returns why a family gives no more tokens, or `null` if it does. */
export function familyEnd(
  family: Pick<TokenFamily, 'createdAt' | 'expiresAt' | 'revokedAt'>,
  now: Instant,
): 'revoked' | 'expired' | null {
  if (family.revokedAt !== null) return 'revoked';
  return isCurrent(lifeOf(family), now) ? null : 'expired';
}

/** Returns whether a refresh token was exchanged for its successor. A kept token has none. */
export function isExchanged({ usedAt }: Pick<RefreshToken, 'usedAt'>): boolean {
  return usedAt !== null;
}

/** Returns whether a refresh token is the current one of its family and has not expired. */
export function isPresentable(
  refresh: Pick<RefreshToken, 'issuedAt' | 'expiresAt' | 'usedAt'>,
  now: Instant,
): boolean {
  return !isExchanged(refresh) && isCurrent(refresh, now);
}

/** Returns whether a refresh token is valid: by itself, its family, its grant and its user. */
export function isLiveRefresh(
  { refresh, family, grant }: { refresh: RefreshToken; family: TokenFamily; grant: PresentedGrant },
  role: string | null,
  now: Instant,
): boolean {
  if (!isPresentable(refresh, now) || familyEnd(family, now) !== null) return false;
  return standingProblem(grant, family.grantVersion, role, now) === null;
}

/** Returns why an access token has ended for good, regardless of its own expiry, or `null`. */
export function accessEnd(held: Omit<HeldAccess, 'role' | 'client'>, now: Instant): TokenEnd | null {
  const { token, family, grant } = held;
  if (token.grantId !== null) {
    const ended = grant === null ? 'grant_revoked' : endUnder(grant, token.grantVersion, now);
    if (ended) return ended;
  }
  // A missing family was removed with its grant or client.
  const familyGone = token.familyId !== null && (family === null || family.revokedAt !== null);
  return held.revokedAt !== null || familyGone ? 'token_revoked' : null;
}

/** Returns why an access token is invalid now: by itself, its family, its grant or its user; or `null`. */
export function accessProblem(held: HeldAccess, now: Instant): AccessProblem | null {
  const { token, grant, role } = held;
  const ended = accessEnd(held, now);
  if (ended) return ended;
  if (!isCurrent(token, now)) return 'token_expired';
  if (held.client && isStopped(held.client)) return 'client_stopped';
  if (grant !== null) return standingProblem(grant, token.grantVersion, role, now);
  // A client token that acts as a user needs that user's membership.
  return token.userId !== null && role === null ? 'user_not_a_member' : null;
}

/** Returns why a personal access token is invalid now, or `null` if it is valid. */
export function personalProblem(
  token: PersonalToken,
  now: Instant,
): 'token_revoked' | 'token_expired' | null {
  if (token.revokedAt !== null) return 'token_revoked';
  return isCurrent(lifeOf(token), now) ? null : 'token_expired';
}
