import { SECOND } from '../../lib/clock.ts';
import type { Client, Confirmation, Instant, TokenFamily } from '../../model/index.ts';
import { isPublic } from '../../model/index.ts';
import { isAsymmetric, type KeyProblem, keyProblem } from './confirmation.ts';
import type { Lifetimes } from './lifetimes.ts';
import { familyEnd } from './standing.ts';

export type RefreshProblem = KeyProblem | 'refresh_of_another_client' | 'refresh_revoked' | 'refresh_expired';

/** Whether a refresh token is replaced when it is used. */
export type RefreshPolicy = 'rotating' | 'static';

/**
 * How long a used refresh token still gets the same successor, in milliseconds; `null`: as long as that
 * successor is unused. A client that proves a secret or a key may repeat without limit, because an attacker cannot. A public client
 * may once, and only for a moment: a thief who copied its token could otherwise follow along in step.
 */
export function repeatWithin(client: Client, family: TokenFamily, lifetimes: Lifetimes): number | null {
  const proven = !isPublic(client) || family.context.confirmation !== null;
  return proven ? null : lifetimes.refreshRepeatPublic * SECOND;
}

/** Whether a family still gives tokens to this client; `null` when it does. Idle expiry is the store's to judge. */
export function familyProblem(
  family: TokenFamily,
  client: Client,
  confirmation: Confirmation | null,
  now: Instant,
): RefreshProblem | null {
  // RFC 6749 section 10.4: a refresh token works only for the client it was issued to.
  if (family.clientId !== client.id) return 'refresh_of_another_client';
  const unproved = keyProblem(family.context.confirmation, confirmation);
  if (unproved) return unproved;
  const ended = familyEnd(family, now);
  return ended && `refresh_${ended}`;
}

/**
 * Whether refreshing gives the same refresh token again instead of a successor. A client, or every client that says
 * nothing about it, may be set to that (FAPI 2.0 Security Profile section 5.3.2.1) only if a copy of the token is worth nothing to anybody else: the
 * family is bound to a key, or the client proves itself with one. For any other the setting has no effect.
 */
export function keepsRefreshToken(
  client: Client,
  family: TokenFamily,
  otherwise: RefreshPolicy = 'rotating',
): boolean {
  if ((client.settings.refresh ?? otherwise) !== 'static') return false;
  return family.context.confirmation !== null || isAsymmetric(client);
}
