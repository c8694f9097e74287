import { DAY, HOUR, MINUTE } from '../../lib/clock.ts';
import type { Instant, Mail } from '../../model/index.ts';

const FIRST_PAUSE = MINUTE;
const LONGEST_PAUSE = 4 * HOUR;
/** So that mails that failed together are not all sent again together. */
const JITTER = 0.2;
/** RFC 5321 section 4.5.4.1: "the give-up time generally needs to be at least 4-5 days"; an alert of that age helps no one. */
const GIVEN_UP_AFTER = 2 * DAY;

/**
 * Returns when a mail is sent again, after its latest attempt failed, or `null` to give it up.
 *
 * @param chance from 0 to 1, random
 */
export function nextMailAttempt(
  { attempts, createdAt }: Pick<Mail, 'attempts' | 'createdAt'>,
  now: Instant,
  chance: number,
): Instant | null {
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 4 ** Math.min(attempts - 1, 20));
  const next = now + Math.round(pause * (1 - JITTER + 2 * JITTER * chance));
  return next - createdAt > GIVEN_UP_AFTER ? null : next;
}
