import { isCurrent, lifeOf } from '../../lib/clock.ts';
import type { DeviceRequest, Grant, Instant } from '../../model/index.ts';
import { stands } from '../grant/standing.ts';

/** `slow_down`: the interval has to become five seconds longer. */
export type DeviceOutcome =
  | 'redeemed'
  | 'pending'
  | 'slow_down'
  | 'denied'
  | 'expired'
  | 'revoked'
  | 'unknown';

/** Why a person may not decide about a device; `null` when they may. */
export function decisionProblem(request: DeviceRequest | null, now: Instant): 'unknown' | 'decided' | null {
  if (!request || !isCurrent(lifeOf(request), now)) return 'unknown';
  return request.status === 'pending' ? null : 'decided';
}

/** The grant that a person allowed a device, and its version then; `null` for a device that has no tokens to get. */
export function allowedUnder({
  status,
  grantId,
  grantVersion,
}: DeviceRequest): { grantId: string; version: number } | null {
  if (status !== 'allowed' || grantId === null || grantVersion === null) return null;
  return { grantId, version: grantVersion };
}

/**
 * The answer to one poll of a device (RFC 8628 section 3.5). A device that asks again after it had its tokens gets the
 * answer of an unknown code, so that an attacker who shares its code learns nothing.
 */
export function deviceOutcome(request: DeviceRequest, grant: Grant | null, now: Instant): DeviceOutcome {
  if (request.status === 'redeemed') return 'unknown';
  if (!isCurrent(lifeOf(request), now)) return 'expired';
  if (request.status === 'denied') return 'denied';
  if (request.status === 'pending') {
    // A poll that lies in the future was made while the clock was ahead.
    const since = request.polledAt === null ? request.interval : now - request.polledAt;
    const early = since >= 0 && since < request.interval;
    return early ? 'slow_down' : 'pending';
  }
  const allowed = allowedUnder(request);
  return grant && allowed && stands(grant, allowed.version) ? 'redeemed' : 'revoked';
}
