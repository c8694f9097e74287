import { randomUUID } from 'node:crypto';
import { type Clock, MINUTE, SECOND, steady } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import type { Counters, Quota, QuotaUse } from '../../limits/counters.ts';
import { isWithin } from '../../limits/windows.ts';
import type { Lease } from './claim.ts';

/** At most one in this many of the remaining calls is lent at once. */
const PART = 10;
/** At least so many, where that part is as large. */
const USUAL = 100;
/** At most as many as were used in the last second, so that a busy API asks about once a second; and at most so many. */
const MOST_CALLS = 10_000;
/** It is short because unused calls are missing for others until they are given back. */
const LONGEST = 10 * SECOND;
/** How long after its end the rest of a lease can be given back. */
const AFTERWARDS = MINUTE;

interface Given {
  calls: number;
  set: string;
  /** By the steady clock, like the ends of windows. */
  at: number;
  until: number;
  windows: { quota: Quota; ends: number }[];
}

/** Calls that were lent of one set of windows and did not come back. */
interface Lent {
  /** When the second began that goes on. */
  since: number;
  calls: number;
  /** In the second before. */
  before: number;
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
  /** By set of windows, the one whose second began first at the beginning. */
  readonly #lent = new Map<string, Lent>();

  constructor(counters: Counters, clock: Clock) {
    this.#counters = counters;
    this.#clock = clock;
  }

  /** @param uses the quotas of a call that was just counted; with none, nothing limits it, and this returns `null` */
  async give(uses: readonly QuotaUse[]): Promise<Lease | null> {
    if (uses.length === 0) return null;
    this.#forget();
    const rest = Math.min(...uses.map(({ quota, calls }) => quota.calls - calls));
    const set = setOf(uses);
    const lent = this.#lentOf(set);
    const most = Math.min(MOST_CALLS, Math.max(USUAL, lent.before));
    const calls = Math.max(0, Math.min(most, Math.floor(rest / PART)));
    const taken = calls === 0 ? uses : await this.#take(uses, calls);
    if (taken === null) return shown('', 0, 0, uses, set);
    const now = steady(this.#clock);
    const left = Math.min(LONGEST, ...taken.map((each) => each.left));
    const id = randomUUID();
    if (calls > 0) {
      const windows = taken.map((each) => ({ quota: each.quota, ends: now + each.left }));
      this.#given.set(id, { calls, at: now, until: now + left, windows, set });
      lent.calls += calls;
    }
    return shown(id, calls, Math.floor(left / SECOND), taken, set);
  }

  /** Takes back `calls` unused calls, at most as many as were lent. A lease can be given back once. */
  async giveBack(id: string, calls: number): Promise<void> {
    const given = this.#given.get(id);
    if (!given) return;
    this.#given.delete(id);
    const unused = Math.min(calls, given.calls);
    const lent = this.#lentOf(given.set);
    if (given.at >= lent.since) lent.calls -= unused;
    else lent.before -= unused;
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

  /** Returns the calls that were lent of a set in the second before this one, and how many of this one are. */
  #lentOf(set: string): Lent {
    const now = steady(this.#clock);
    for (const [old, { since }] of this.#lent) {
      if (now < since + 2 * SECOND) break;
      this.#lent.delete(old);
    }
    const lent = this.#lent.get(set);
    if (lent && now < lent.since + SECOND) return lent;
    const next = { since: now, calls: 0, before: lent?.calls ?? 0 };
    this.#lent.delete(set);
    this.#lent.set(set, next);
    return next;
  }

  #forget(): void {
    const now = steady(this.#clock);
    for (const [id, { until }] of this.#given) {
      if (now < until + AFTERWARDS) return;
      this.#given.delete(id);
    }
  }
}

/** Names the windows that calls count in. */
function setOf(uses: readonly QuotaUse[]): string {
  return sha256(uses.map(({ quota }) => quota.key).join(' '));
}

function shown(id: string, calls: number, seconds: number, uses: readonly QuotaUse[], set: string): Lease {
  return {
    id,
    set,
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
