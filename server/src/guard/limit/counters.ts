import type { RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitWindow } from '../../config/index.ts';
import { SECOND } from '../../lib/clock.ts';
import { SteadyLimiter } from '../../lib/steady-limiter.ts';
import type { LimitCounter } from '../../store/store.ts';

/** Windows from this length on survive a restart, in seconds: nobody gets a second quota of the day by one. */
const LASTING = 3_600;

/** One thing that a call counts against. */
export interface Quota extends LimitWindow {
  /** As the policy is called in `RateLimit-Policy`. */
  name: string;
  /** Who is counted, in which window. */
  key: string;
}

/** How much of a quota is used, with the rest of its window. */
export interface QuotaUse {
  quota: Quota;
  calls: number;
  /** Milliseconds until the window ends. */
  left: number;
}

/** The part of the counters that a decision asks. */
export interface Counting {
  /** The use of each quota with this call in it: counted, or only looked at. */
  count(quotas: Quota[]): Promise<QuotaUse[]>;
}

/**
 * Counts calls in windows of fixed length, in this process. How many are allowed is not its business, so a limit may
 * change while a window is open and what was counted stays.
 */
export class Counters {
  /** One for each length of window. */
  readonly #windows = new Map<number, SteadyLimiter>();
  /** Lasting windows that were counted in since they were last saved. */
  #changed = new Map<string, number>();

  async take(quota: Quota, calls = 1): Promise<QuotaUse> {
    if (quota.per >= LASTING) this.#changed.set(quota.key, quota.per);
    return useOf(quota, await this.#window(quota.per).consume(quota.key, calls));
  }

  /** The use of a quota if one more call were counted. */
  async look(quota: Quota): Promise<QuotaUse> {
    const state = await this.#window(quota.per).get(quota.key);
    return { quota, calls: (state?.consumedPoints ?? 0) + 1, left: state?.msBeforeNext ?? 0 };
  }

  async giveBack({ key, per }: Quota, calls = 1): Promise<void> {
    await this.#window(per).reward(key, calls);
  }

  /** What has to be kept, since this was last asked. */
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

  /** Takes up what was kept. A window that is over by now is left out. */
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
