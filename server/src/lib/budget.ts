import { RateLimiterRes } from 'rate-limiter-flexible';
import { SECOND } from './clock.ts';
import { networkOf } from './network.ts';
import { SteadyLimiter } from './steady-limiter.ts';

/** The number of events that one network, and all networks together, may cause in a window of `seconds`. */
export interface BudgetSize {
  network: number;
  total: number;
  seconds: number;
}

/**
 * A budget for callers who are not authenticated. Each network has its own share, so that one cannot lock out
 * another. All networks together have a total, because the owner of an IPv6 block has any number of networks.
 * The total also bounds memory: no more networks are remembered than it has points.
 */
export class Budget {
  readonly #network: SteadyLimiter;
  readonly #total: SteadyLimiter;

  constructor({ network, total, seconds }: BudgetSize) {
    this.#network = new SteadyLimiter({ points: network, duration: seconds });
    this.#total = new SteadyLimiter({ points: total, duration: seconds });
  }

  /**
   * Returns the whole seconds until the network of an address has budget again, or `null` if it has some now.
   * Takes nothing.
   */
  async wait(ip: string): Promise<number | null> {
    const states = [
      [await this.#total.get(TOTAL), this.#total.points],
      [await this.#network.get(networkOf(ip)), this.#network.points],
    ] as const;
    const full = states.find(([state, most]) => state !== null && state.consumedPoints >= most);
    return full?.[0] ? secondsOf(full[0]) : null;
  }

  /**
   * Takes one point for the network of an address. Returns `null`, or the whole seconds to wait if none is
   * left.
   */
  async take(ip: string): Promise<number | null> {
    const spent = await this.#total.get(TOTAL);
    if (spent && spent.consumedPoints >= this.#total.points) return secondsOf(spent);
    const refusal = await consume(this.#network, networkOf(ip));
    if (refusal) return secondsOf(refusal);
    const other = await consume(this.#total, TOTAL);
    return other && secondsOf(other);
  }
}

const TOTAL = 'total';

/** Counts one event. Returns the refusal if the limit is exceeded. */
export async function consume(counter: SteadyLimiter, key: string): Promise<RateLimiterRes | null> {
  try {
    await counter.consume(key);
    return null;
  } catch (full) {
    if (full instanceof RateLimiterRes) return full;
    throw full;
  }
}

/** For `Retry-After`: at least 1, because 0 would allow a retry at once. */
export function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / SECOND));
}
