import type { RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitWindow } from '../config/index.ts';
import { SECOND } from '../lib/clock.ts';
import { SteadyLimiter } from '../lib/steady-limiter.ts';
import type { LimitCounter, LimitNotice } from '../store/store.ts';

/** Windows of at least this many seconds survive a restart, so that a restart does not renew a daily quota. */
const LASTING = 3_600;

/** The share of a limit from which on it is near: there is still time to slow down. */
export const NEAR = 0.8;

/** One quota that a call counts against. */
export interface Quota extends LimitWindow {
  /** The name of the policy in `RateLimit-Policy`. */
  name: string;
  /** Identifies the party that is counted, and the window. */
  key: string;
  /** A limit of one connected account, or of a client over all that it acts for. */
  of?: 'account' | 'client';
}

/** The use of a quota, and the time left in its window. */
export interface QuotaUse {
  quota: Quota;
  calls: number;
  /** Milliseconds until the window ends. */
  left: number;
}

/** A use of a quota that somebody has to be told of. */
export interface Noticed {
  use: QuotaUse;
  notice: LimitNotice;
}

/** The part of the counters that a decision needs. */
export interface Counting {
  /** Returns the use of each quota including this call, counted or only calculated. */
  count(quotas: Quota[]): Promise<QuotaUse[]>;
}

/**
 * Counts calls in windows of fixed length, in this process. It does not know the limits, so a limit can change while a
 * window is open without losing the count.
 */
export class Counters {
  /** One for each length of window. */
  readonly #windows = new Map<number, SteadyLimiter>();
  /** The lasting windows with calls since they were last saved. */
  #changed = new Map<string, number>();

  async take(quota: Quota, calls = 1): Promise<QuotaUse> {
    if (quota.per >= LASTING) this.#changed.set(quota.key, quota.per);
    return useOf(quota, await this.#window(quota.per).consume(quota.key, calls));
  }

  /** Returns the use of a quota as if one more call were counted. */
  async look(quota: Quota): Promise<QuotaUse> {
    const state = await this.#window(quota.per).get(quota.key);
    return { quota, calls: (state?.consumedPoints ?? 0) + 1, left: state?.msBeforeNext ?? 0 };
  }

  /** Returns whether a notice under this key is the first in the window of its quota, and in an hour. */
  async isFirst({ use: { quota, left }, notice: { key } }: Noticed): Promise<boolean> {
    const told = this.#window(Math.max(quota.per, LASTING));
    if (await told.get(key)) return false;
    await told.set(key, 1, Math.max(left / SECOND, LASTING));
    return true;
  }

  /** Takes the next notice under this key for the first, because this one could not be written. */
  async forget({ use: { quota }, notice: { key } }: Noticed): Promise<void> {
    await this.#window(Math.max(quota.per, LASTING)).delete(key);
  }

  async giveBack({ key, per }: Quota, calls = 1): Promise<void> {
    await this.#window(per).reward(key, calls);
  }

  /** Returns how many windows are held in memory; some may have ended a moment ago. */
  size(): number {
    return [...this.#windows.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Returns the counts that have to be saved since the last call of this method. */
  async changes(now: number): Promise<LimitCounter[]> {
    const changed = [...this.#changed];
    this.#changed = new Map();
    const counters = await Promise.all(
      changed.map(async ([key, per]) => {
        const state = await this.#window(per).get(key);
        return state && { key, per, calls: state.consumedPoints, expiresAt: now + state.msBeforeNext };
      }),
    );
    return counters.filter((each) => each !== null);
  }

  /** Restores saved counts. Leaves out windows that have ended. */
  async restore(counters: readonly LimitCounter[], now: number): Promise<void> {
    for (const { key, per, calls, expiresAt } of counters) {
      const left = Math.ceil((expiresAt - now) / SECOND);
      if (left > 0) await this.#window(per).set(key, calls, Math.min(left, per));
    }
  }

  #window(per: number): SteadyLimiter {
    const known = this.#windows.get(per);
    if (known) return known;
    const made = new SteadyLimiter({ points: Number.MAX_SAFE_INTEGER, duration: per });
    this.#windows.set(per, made);
    return made;
  }
}

function useOf(quota: Quota, state: RateLimiterRes): QuotaUse {
  return { quota, calls: state.consumedPoints, left: state.msBeforeNext };
}
