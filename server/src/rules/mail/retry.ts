import { DAY, HOUR, MINUTE } from '../../lib/clock.ts';
import type { Instant, Mail } from '../../model/index.ts';
import { attemptAfter } from '../outbox/retry.ts';

const PLAN = {
  firstPause: MINUTE,
  longestPause: 4 * HOUR,
  // RFC 5321 section 4.5.4.1: "the give-up time generally needs to be at least 4-5 days"; an alert of that age helps no one.
  givenUpAfter: 2 * DAY,
};

/**
 * Returns when a mail is sent again, after its latest attempt failed, or `null` to give it up.
 *
 * @param chance from 0 to 1, random
 */
export function nextMailAttempt(
  { attempts, createdAt: since }: Pick<Mail, 'attempts' | 'createdAt'>,
  now: Instant,
  chance: number,
): Instant | null {
  return attemptAfter(PLAN, { attempts, since }, now, chance);
}
