import { SECOND } from '../../lib/clock.ts';
import type { Client, Instant, TokenFamily } from '../../model/index.ts';
import { isPublic } from '../../model/index.ts';
import type { Lifetimes } from './lifetimes.ts';

export type RefreshProblem = 'refresh_of_another_client' | 'refresh_revoked' | 'refresh_expired';

/**
 * How long a used refresh token still gets the same successor, in milliseconds; `null`: as long as that
 * successor is unused. A client that proves itself may repeat without limit, because nobody else can. A public
 * client may only for a moment: somebody who copied its token could otherwise follow along in step.
 */
export function repeatWithin(client: Client, lifetimes: Lifetimes): number | null {
  return isPublic(client) ? lifetimes.refreshRepeatPublic * SECOND : null;
}

/** Whether a family still gives tokens to this client; `null` when it does. Idle expiry is the store's to judge. */
export function familyProblem(family: TokenFamily, client: Client, now: Instant): RefreshProblem | null {
  // RFC 6749 section 10.4: a refresh token works only for the client it was issued to.
  if (family.clientId !== client.id) return 'refresh_of_another_client';
  if (family.revokedAt !== null) return 'refresh_revoked';
  return family.expiresAt <= now ? 'refresh_expired' : null;
}
