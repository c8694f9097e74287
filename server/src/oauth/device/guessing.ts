import { MINUTE, SECOND } from '../../lib/clock.ts';
import { networkOf } from '../../lib/network.ts';
import { Throttle } from '../../limits/throttle.ts';
import { type Windows, waitFor } from '../../limits/windows.ts';
import type { UserId } from '../../model/index.ts';

/**
 * Wrong user codes until a user has to wait. Counted per user rather than per session, which they could
 * renew, and per address, so that many accounts do not help. With a thousand pending devices, 50 attempts
 * find one with a probability of two in a million.
 */
export const USER_CODE_LIMITS = {
  person: { attempts: 10, within: 10 * MINUTE },
  address: { attempts: 50, within: 10 * MINUTE },
} as const;

export type Entry =
  | { admitted: true; found(): Promise<void> }
  /** Seconds until the next code is accepted. */
  | { admitted: false; retryAfter: number };

const PERSON = throttle('user code/person', USER_CODE_LIMITS.person);
const ADDRESS = throttle('user code/address', USER_CODE_LIMITS.address);

/**
 * Counts an entered user code before it is looked up, so that parallel guesses all count. Call `found` if it was right.
 */
export async function admitUserCode(windows: Windows, userId: UserId, ip: string): Promise<Entry> {
  const counts = [PERSON.count(userId), ADDRESS.count(networkOf(ip))];
  const retryAfter = waitFor(await windows.take(counts));
  if (retryAfter !== null) return { admitted: false, retryAfter };
  return { admitted: true, found: async () => windows.giveBack(counts) };
}

function throttle(name: string, { attempts, within }: { attempts: number; within: number }): Throttle {
  return new Throttle(name, { calls: attempts, per: within / SECOND });
}
