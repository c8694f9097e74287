import { randomUUID } from 'node:crypto';
import { type Clock, MINUTE, SECOND, steady } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import type { Counters, Quota, QuotaUse } from '../../limits/counters.ts';
import { isWithin } from '../../limits/windows.ts';
import type { Lease } from './claim.ts';

/** At most one in this many of the remaining calls is lent at once. */
const PART = 10;
const MOST_CALLS = 100;
/** It is short because unused calls are missing for others until they are given back. */
const LONGEST = 10 * SECOND;
/** How long after its end the rest of a lease can be given back. */
const AFTERWARDS = MINUTE;

interface Given {
  calls: number;
  /** By the steady clock, like the ends of windows. */
  until: number;
  windows: { quota: Quota; ends: number }[];
}

/**
 * Lends calls out of quotas in advance. They are counted when they are lent, so no limit is ever exceeded. Unused calls
 * that are given back are subtracted once, and only in the window in which they were counted.
 */
export class Leases {
  readonly #counters: Counters;
  readonly #clock: Clock;
  /** Oldest first. */
  readonly #given = new Map<string, Given>();

  constructor(counters: Counters, clock: Clock) {
    this.#counters = counters;
    this.#clock = clock;
  }

  /** @param uses the quotas of a call that was just counted; with none, nothing limits it, and this returns `null` */
  async give(uses: readonly QuotaUse[]): Promise<Lease | null> {
    if (uses.length === 0) return null;
    this.#forget();
    const rest = Math.min(...uses.map(({ quota, calls }) => quota.calls - calls));
    const calls = Math.max(0, Math.min(MOST_CALLS, Math.floor(rest / PART)));
    const taken = calls === 0 ? uses : await this.#take(uses, calls);
    if (taken === null) return shown('', 0, 0, uses);
    const now = steady(this.#clock);
    const left = Math.min(LONGEST, ...taken.map((each) => each.left));
    const id = randomUUID();
    if (calls > 0) {
      const windows = taken.map((each) => ({ quota: each.quota, ends: now + each.left }));
      this.#given.set(id, { calls, until: now + left, windows });
    }
    return shown(id, calls, Math.floor(left / SECOND), taken);
  }

  /** Takes back `calls` unused calls, at most as many as were lent. A lease can be given back once. */
  async giveBack(id: string, calls: number): Promise<void> {
    const given = this.#given.get(id);
    if (!given) return;
    this.#given.delete(id);
    const unused = Math.min(calls, given.calls);
    const now = steady(this.#clock);
    // Subtracted from a window that has begun since, they would permit calls beyond its limit.
    const open = given.windows.filter(({ ends }) => now < ends - SECOND);
    await this.#counters.giveBack(
      open.map(({ quota }) => quota),
      unused,
    );
  }

  /** Returns `null`, and takes nothing, if other calls came in between and a limit would be exceeded. */
  async #take(uses: readonly QuotaUse[], calls: number): Promise<QuotaUse[] | null> {
    const quotas = uses.map(({ quota }) => quota);
    const taken = await this.#counters.take(quotas, calls);
    return taken.every(isWithin) ? taken : null;
  }

  #forget(): void {
    const now = steady(this.#clock);
    for (const [id, { until }] of this.#given) {
      if (now < until + AFTERWARDS) return;
      this.#given.delete(id);
    }
  }
}

function shown(id: string, calls: number, seconds: number, uses: readonly QuotaUse[]): Lease {
  return {
    id,
    set: sha256(uses.map(({ quota }) => quota.key).join(' ')),
    calls,
    for: seconds,
    windows: uses.map(({ quota, calls: used, left }) => ({
      name: quota.name,
      calls: quota.calls,
      per: quota.per,
      left: Math.max(0, quota.calls - used),
      ends: Math.ceil(left / SECOND),
    })),
  };
}
