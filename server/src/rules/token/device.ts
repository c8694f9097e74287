import { isCurrent, lifeOf } from '../../lib/clock.ts';
import type { DeviceRequest, Grant, GrantId, Instant } from '../../model/index.ts';
import { stands } from '../grant/standing.ts';

/** `slow_down`: the interval grows by five seconds. */
export type DeviceOutcome =
  | 'redeemed'
  | 'pending'
  | 'slow_down'
  | 'denied'
  | 'expired'
  | 'revoked'
  | 'unknown';

/** Returns why a user may not decide about a device, or `null` if they may. */
export function decisionProblem(request: DeviceRequest | null, now: Instant): 'unknown' | 'decided' | null {
  if (!request || !isCurrent(lifeOf(request), now)) return 'unknown';
  return request.status === 'pending' ? null : 'decided';
}

/**
 * Returns the grant that a user allowed a device with its version then, or `null` if there are no tokens to
 * issue.
 */
export function allowedUnder({
  status,
  grantId,
  grantVersion,
}: DeviceRequest): { grantId: GrantId; version: number } | null {
  if (status !== 'allowed' || grantId === null || grantVersion === null) return null;
  return { grantId, version: grantVersion };
}

/**
 * Returns the answer to a poll (RFC 8628 section 3.5). After a device has its tokens, the answer is that of
 * an unknown code, so that an attacker with the same code learns nothing.
 */
export function deviceOutcome(request: DeviceRequest, grant: Grant | null, now: Instant): DeviceOutcome {
  if (request.status === 'redeemed') return 'unknown';
  if (!isCurrent(lifeOf(request), now)) return 'expired';
  if (request.status === 'denied') return 'denied';
  if (request.status === 'pending') {
    // A poll in the future was made while the clock was ahead.
    const since = request.polledAt === null ? request.interval : now - request.polledAt;
    const early = since >= 0 && since < request.interval;
    return early ? 'slow_down' : 'pending';
  }
  const allowed = allowedUnder(request);
  return grant && allowed && stands(grant, allowed.version, now) ? 'redeemed' : 'revoked';
}
