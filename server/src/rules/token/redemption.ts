import { isCurrent } from '../../lib/clock.ts';
import type { AuthorizationCode, Instant } from '../../model/index.ts';
import { type Standing, stands } from '../grant/standing.ts';

/** `replayed`: the family of the first redemption has to end. */
export type Redeeming = 'redeemed' | 'replayed' | 'expired' | 'revoked';

/**
 * Returns the outcome of presenting a code. A redeemed code is a replay even if it has expired or its grant
 * was revoked, because its family may still be alive (RFC 6749 section 4.1.2: "MUST deny the request and
 * SHOULD revoke … all tokens").
 */
export function redemptionOutcome(
  code: Pick<AuthorizationCode, 'redeemedAt' | 'issuedAt' | 'expiresAt' | 'grantVersion'>,
  grant: Standing,
  now: Instant,
): Redeeming {
  if (isRedeemed(code)) return 'replayed';
  if (!isCurrent(code, now)) return 'expired';
  return stands(grant, code.grantVersion, now) ? 'redeemed' : 'revoked';
}

export function isRedeemed({ redeemedAt }: Pick<AuthorizationCode, 'redeemedAt'>): boolean {
  return redeemedAt !== null;
}
