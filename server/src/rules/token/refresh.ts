import { SECOND } from '../../lib/clock.ts';
import type { Client, Confirmation, Instant, TokenFamily } from '../../model/index.ts';
import { isPublic } from '../../model/index.ts';
import { isAsymmetric, type KeyProblem, keyProblem } from './confirmation.ts';
import type { Lifetimes } from './lifetimes.ts';
import { familyEnd } from './standing.ts';

export type RefreshProblem = KeyProblem | 'refresh_of_another_client' | 'refresh_revoked' | 'refresh_expired';

/** Whether a refresh replaces the refresh token. */
export type RefreshPolicy = 'rotating' | 'static';

/**
 * Returns for how long a used refresh token gets the same successor again, in milliseconds; `null`: until the
 * successor is used. A client that proves a secret or key may repeat without limit, because an attacker
 * cannot. A public client may repeat once, for a moment: otherwise a thief with a copied token could follow
 * each rotation.
 */
export function repeatWithin(client: Client, family: TokenFamily, lifetimes: Lifetimes): number | null {
  const proven = !isPublic(client) || family.context.confirmation !== null;
  return proven ? null : lifetimes.refreshRepeatPublic * SECOND;
}

/** Returns why a family gives this client no more tokens, or `null`. The store checks the idle expiry. */
export function familyProblem(
  family: TokenFamily,
  client: Client,
  confirmation: Confirmation | null,
  now: Instant,
): RefreshProblem | null {
  // RFC 6749 section 10.4: a refresh token is valid only for the client to which it was issued.
  if (family.clientId !== client.id) return 'refresh_of_another_client';
  const unproved = keyProblem(family.context.confirmation, confirmation);
  if (unproved) return unproved;
  const ended = familyEnd(family, now);
  return ended && `refresh_${ended}`;
}

/**
 * Returns whether a refresh returns the same refresh token instead of a successor. A client, or the API for
 * all without a setting, may choose this (FAPI 2.0 Security Profile section 5.3.2.1) only if a copied token
 * is useless: the family is bound to a key, or the client authenticates with one. For other clients the
 * setting has no effect.
 */
export function keepsRefreshToken(
  client: Client,
  family: { readonly context: Pick<TokenFamily['context'], 'confirmation'> },
  otherwise: RefreshPolicy = 'rotating',
): boolean {
  if ((client.settings.refresh ?? otherwise) !== 'static') return false;
  return family.context.confirmation !== null || isAsymmetric(client);
}
