import { RateLimiterRes } from 'rate-limiter-flexible';
import { SECOND } from './clock.ts';
import { networkOf } from './network.ts';
import { SteadyLimiter } from './steady-limiter.ts';

/** How much may be caused in a window of `seconds`, by one network and by all of them together. */
export interface BudgetSize {
  network: number;
  everybody: number;
  seconds: number;
}

/**
 * A budget for callers who have proven nothing. One network has a part of it, so that it keeps nobody else out; all
 * networks together have an end, because whoever has a block of IPv6 addresses has networks without end. Memory is
 * bounded by that end as well: no more networks are remembered than there was budget for.
 */
export class Budget {
  readonly #network: SteadyLimiter;
  readonly #everybody: SteadyLimiter;

  constructor({ network, everybody, seconds }: BudgetSize) {
    this.#network = new SteadyLimiter({ points: network, duration: seconds });
    this.#everybody = new SteadyLimiter({ points: everybody, duration: seconds });
  }

  /** Whole seconds until something is left for the network of an address; `null` when there is now. Takes nothing. */
  async wait(ip: string): Promise<number | null> {
    const states = [
      [await this.#everybody.get(EVERYBODY), this.#everybody.points],
      [await this.#network.get(networkOf(ip)), this.#network.points],
    ] as const;
    const full = states.find(([state, most]) => state !== null && state.consumedPoints >= most);
    return full?.[0] ? secondsOf(full[0]) : null;
  }

  /** Takes one for the network of an address; `null`, or the whole seconds to wait when none is left. */
  async take(ip: string): Promise<number | null> {
    const spent = await this.#everybody.get(EVERYBODY);
    if (spent && spent.consumedPoints >= this.#everybody.points) return secondsOf(spent);
    const refusal = await consume(this.#network, networkOf(ip));
    if (refusal) return secondsOf(refusal);
    const other = await consume(this.#everybody, EVERYBODY);
    return other && secondsOf(other);
  }
}

const EVERYBODY = 'everybody';

/** Counts one; the refusal when there were too many. */
export async function consume(counter: SteadyLimiter, key: string): Promise<RateLimiterRes | null> {
  try {
    await counter.consume(key);
    return null;
  } catch (full) {
    if (full instanceof RateLimiterRes) return full;
    throw full;
  }
}

/** For `Retry-After`: never 0, which would say that waiting is over. */
export function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / SECOND));
}
