import { HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import { sha256 } from '../lib/compare.ts';
import { networkOf } from '../lib/network.ts';
import { MemoryWindows } from '../limits/memory-windows.ts';
import { Throttle } from '../limits/throttle.ts';
import { isWithin, type Windows, waitFor } from '../limits/windows.ts';

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

const PAIR = throttle('password/pair', SIGN_IN_LIMITS.accountAndAddress);
const ADDRESS = throttle('password/address', SIGN_IN_LIMITS.address);
const ACCOUNT = throttle('password/account', SIGN_IN_LIMITS.account);

export type Admission =
  | { admitted: true; succeeded(): Promise<void> }
  /** `first` marks the first attempt that a limit stopped; only that one is worth a row in the log. */
  | { admitted: false; retryAfter: number; first: boolean };

/** Counts attempts to sign in to one API. */
export class SignInThrottle {
  readonly #windows: Windows;
  readonly #told = new MemoryWindows();

  constructor(windows: Windows) {
    this.#windows = windows;
  }

  /**
   * Counts one attempt before its password is checked: parallel guesses all count, and a right password after
   * too many wrong ones has to wait too. `retryAfter` is in seconds. Call `succeeded` if the password was
   * right.
   *
   * An attempt that one limit stops counts against none of them: it must not use up one that other users depend on, nor take
   * memory for each e-mail address that somebody invents.
   */
  async admit(email: string, ip: string): Promise<Admission> {
    const account = sha256(email.trim().toLowerCase());
    const address = networkOf(ip);
    const pair = PAIR.count(`${account} ${address}`);
    const others = [ADDRESS.count(address), ACCOUNT.count(account)];
    const uses = await this.#windows.take([pair, ...others]);
    const retryAfter = waitFor(uses);
    const [spent] = uses.filter((use) => !isWithin(use));
    if (spent && retryAfter !== null) {
      const first = this.#told.known(spent.quota) === null;
      if (first) this.#told.set(spent.quota, 1, spent.left);
      return { admitted: false, retryAfter, first };
    }
    return {
      admitted: true,
      succeeded: async () => {
        await Promise.all([this.#windows.clear(pair), this.#windows.giveBack(others)]);
      },
    };
  }
}

function throttle(name: string, { attempts, within }: { attempts: number; within: number }): Throttle {
  return new Throttle(name, { calls: attempts, per: within / SECOND });
}
