import { isCurrent, lifeOf } from '../../lib/clock.ts';
import type { Instant, ManagementToken } from '../../model/index.ts';

/** Returns why a management token does not count, or `null` if it does. */
export function managementTokenEnd(token: ManagementToken, now: Instant): 'revoked' | 'expired' | null {
  if (token.revokedAt !== null) return 'revoked';
  return isCurrent(lifeOf(token), now) ? null : 'expired';
}
