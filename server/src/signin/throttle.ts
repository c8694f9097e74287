import { RateLimiterRes } from 'rate-limiter-flexible';
import { HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import { sha256 } from '../lib/compare.ts';
import { networkOf } from '../lib/network.ts';
import { SteadyLimiter } from '../lib/steady-limiter.ts';

/**
 * The limits for wrong passwords. The tight one counts per account and address, so that a stranger locks out
 * only themselves; the loose one per account stops guesses from many addresses; the one per address stops one
 * guess at each of many accounts.
 */
export const SIGN_IN_LIMITS = {
  accountAndAddress: { attempts: 10, within: 15 * MINUTE },
  address: { attempts: 100, within: 15 * MINUTE },
  account: { attempts: 100, within: HOUR },
} as const;

export type Admission =
  | { admitted: true; succeeded(): Promise<void> }
  /** `first` marks the attempt that crossed the limit; only that one is worth a row in the log. */
  | { admitted: false; retryAfter: number; first: boolean };

/**
 * Counts attempts to sign in to one API, in memory. A restart resets the counts, but an attacker cannot cause
 * one.
 */
export class SignInThrottle {
  readonly #pair = limiter(SIGN_IN_LIMITS.accountAndAddress);
  readonly #address = limiter(SIGN_IN_LIMITS.address);
  readonly #account = limiter(SIGN_IN_LIMITS.account);

  /**
   * Counts one attempt before its password is checked: parallel guesses all count, and a right password after
   * too many wrong ones has to wait too. `retryAfter` is in seconds. Call `succeeded` if the password was
   * right.
   */
  async admit(email: string, ip: string): Promise<Admission> {
    const account = sha256(email.trim().toLowerCase());
    const address = networkOf(ip);
    // An address that already has to wait causes no further counters: each e-mail address that it invents
    // would otherwise take memory for the whole window.
    const waiting = await this.#address.get(address);
    if (waiting && waiting.consumedPoints > this.#address.points) {
      return { admitted: false, retryAfter: secondsOf(waiting), first: false };
    }
    const counters: [SteadyLimiter, string][] = [
      [this.#pair, `${account} ${address}`],
      [this.#address, address],
      [this.#account, account],
    ];
    for (const [index, [counter, key]] of counters.entries()) {
      const refusal = await consume(counter, key);
      if (!refusal) continue;
      // An attempt that a tighter limit stops must not use up a looser one that other users depend on, nor
      // the reverse.
      await Promise.all(counters.slice(0, index).map(([earlier, earlierKey]) => earlier.reward(earlierKey)));
      return {
        admitted: false,
        retryAfter: secondsOf(refusal),
        first: refusal.consumedPoints === counter.points + 1,
      };
    }
    return {
      admitted: true,
      succeeded: async () => {
        await this.#pair.delete(`${account} ${address}`);
        await Promise.all([this.#address.reward(address), this.#account.reward(account)]);
      },
    };
  }
}

function limiter({ attempts, within }: { attempts: number; within: number }): SteadyLimiter {
  return new SteadyLimiter({ points: attempts, duration: within / SECOND });
}

async function consume(counter: SteadyLimiter, key: string): Promise<RateLimiterRes | null> {
  try {
    await counter.consume(key);
    return null;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal;
    throw refusal;
  }
}

function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / SECOND));
}
