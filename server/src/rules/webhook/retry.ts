import { DAY, HOUR, MINUTE, SECOND } from '../../lib/clock.ts';
import type { Instant, WebhookDelivery, WebhookEndpoint } from '../../model/index.ts';
import { attemptAfter } from '../outbox/retry.ts';

const FIRST_PAUSE = 5 * SECOND;
const PLAN = { firstPause: FIRST_PAUSE, longestPause: 12 * HOUR, givenUpAfter: 3 * DAY };
const DISABLED_AFTER = 5 * DAY;
/** Failures in a row after which an endpoint is left alone for a while. */
const OPENS_AT = 5;
const LONGEST_CIRCUIT = 10 * MINUTE;

/**
 * Returns when a delivery is attempted next, after its latest attempt failed, or `null` to give it up.
 *
 * @param chance from 0 to 1, random
 */
export function nextAttempt(
  delivery: Pick<WebhookDelivery, 'attempts' | 'since'>,
  now: Instant,
  chance: number,
): Instant | null {
  return attemptAfter(PLAN, delivery, now, chance);
}

const HEALTH = ['failures', 'failingSince', 'pausedUntil', 'disabledAt'] as const;
type Health = Pick<WebhookEndpoint, (typeof HEALTH)[number]>;

export const HEALTHY: Health = { failures: 0, failingSince: null, pausedUntil: 0, disabledAt: null };

/**
 * Returns the state of an endpoint after an attempt. After five failures in a row nothing is sent to it for a while, longer
 * with each further one; after five days without a success it is disabled. An attempt that fails meanwhile was on its way
 * before: several nodes have more than five, and one burst must not count as ten failures in a row.
 */
export function healthAfter(endpoint: Health, delivered: boolean, now: Instant): Health {
  if (delivered) return HEALTHY;
  if (now < endpoint.pausedUntil) return endpoint;
  const failures = endpoint.failures + 1;
  const failingSince = endpoint.failingSince ?? now;
  const pause = FIRST_PAUSE * 2 ** Math.min(failures - OPENS_AT, 20);
  return {
    failures,
    failingSince,
    pausedUntil: failures < OPENS_AT ? endpoint.pausedUntil : now + Math.min(LONGEST_CIRCUIT, pause),
    disabledAt: now - failingSince >= DISABLED_AFTER ? now : null,
  };
}

/** Returns whether two states are the same in each member. */
export function isSameHealth(one: Health, other: Health): boolean {
  return HEALTH.every((name) => one[name] === other[name]);
}

/** Returns how many deliveries may be on their way to an endpoint at once: one to an endpoint that just failed. */
export function mostAtOnce({ failures }: Pick<WebhookEndpoint, 'failures'>): number {
  return failures > 0 ? 1 : 4;
}
