import { RateLimiterRes } from 'rate-limiter-flexible';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { networkOf } from '../../lib/network.ts';
import { SteadyLimiter } from '../../lib/steady-limiter.ts';
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

/** Counts entered user codes of one API, in memory. */
export class UserCodeThrottle {
  readonly #person = limiter(USER_CODE_LIMITS.person);
  readonly #address = limiter(USER_CODE_LIMITS.address);

  /**
   * Counts an entry before it is looked up, so that parallel guesses all count. Call `found` if it was right.
   */
  async admit(userId: UserId, ip: string): Promise<Entry> {
    const address = networkOf(ip);
    const waits = [await wait(this.#person, userId), await wait(this.#address, address)].filter(
      (each) => each !== null,
    );
    if (waits.length > 0) return { admitted: false, retryAfter: Math.max(...waits) };
    return {
      admitted: true,
      found: async () => {
        await Promise.all([this.#person.reward(userId), this.#address.reward(address)]);
      },
    };
  }
}

function limiter({ attempts, within }: { attempts: number; within: number }): SteadyLimiter {
  return new SteadyLimiter({ points: attempts, duration: within / SECOND });
}

/** Counts one entry. Returns the seconds to wait if there were too many. */
async function wait(counter: SteadyLimiter, key: string): Promise<number | null> {
  try {
    await counter.consume(key);
    return null;
  } catch (full) {
    if (!(full instanceof RateLimiterRes)) throw full;
    return Math.max(1, Math.ceil(full.msBeforeNext / SECOND));
  }
}
