import type { LimitWindow } from '../config/index.ts';
import { SECOND } from '../lib/clock.ts';
import type { Soon } from '../lib/soon.ts';
import type { LimitCounter, LimitNotice } from '../store/store.ts';
import { MemoryWindows } from './memory-windows.ts';
import { type Count, LASTING, type Use, type Windows } from './windows.ts';

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

export type QuotaUse = Use<Quota>;

/** A use of a quota that somebody has to be told of. */
export interface Noticed {
  use: QuotaUse;
  notice: LimitNotice;
}

/** The part of the counters that a decision needs. */
export interface Counting {
  /** Returns the use of each quota including this call, counted or only calculated. */
  count(quotas: readonly Quota[]): Soon<QuotaUse[]>;
}

/** Counts calls against limits, and knows which notices were given and which counts have to outlast a restart. */
export class Counters {
  readonly #windows: Windows;
  /** As far as this process knows them. */
  readonly #known: MemoryWindows;
  readonly #told = new MemoryWindows();
  /** The lasting windows with calls since they were last saved. */
  #changed = new Map<string, number>();

  /** @param shared counts for all nodes, and notes in `known` what it was told */
  constructor(known = new MemoryWindows(), shared: Windows = known) {
    this.#known = known;
    this.#windows = shared;
  }

  /** Counts calls against all quotas, or against none if one refuses. Returns their use with these calls in both cases. */
  take<Of extends Count>(quotas: readonly Of[], calls = 1): Soon<Use<Of>[]> {
    for (const { key, per } of quotas) if (per >= LASTING) this.#changed.set(key, per);
    return this.#windows.take(quotas, calls);
  }

  /** Returns the use of quotas as if so many calls more were counted; `left` is 0 where no window is open. */
  look<Of extends Count>(quotas: readonly Of[], calls = 1): Promise<Use<Of>[]> {
    return this.#windows.look(quotas, calls);
  }

  giveBack(quotas: readonly Count[], calls = 1): Soon<void> {
    return this.#windows.giveBack(quotas, calls);
  }

  /** Returns whether a notice under this key is the first of this process in the window of its quota, and in an hour. */
  isFirst({ use: { quota, left }, notice: { key } }: Noticed): boolean {
    const told = { key, per: Math.max(quota.per, LASTING) };
    if (this.#told.known(told)) return false;
    this.#told.set(told, 1, Math.max(left, LASTING * SECOND));
    return true;
  }

  /** Takes the next notice under this key for the first, because this one could not be written. */
  forget({ use: { quota }, notice: { key } }: Noticed): void {
    this.#told.set({ key, per: Math.max(quota.per, LASTING) }, 0, 0);
  }

  /** Returns how many windows are held in memory; some may have ended a moment ago. */
  size(): number {
    return this.#known.size + this.#told.size;
  }

  /** Returns the counts that have to be saved since the last call of this method. */
  changes(now: number): LimitCounter[] {
    const changed = [...this.#changed];
    this.#changed = new Map();
    return changed.flatMap(([key, per]) => {
      const known = this.#known.known({ key, per });
      return known ? [{ key, per, calls: known.calls, expiresAt: now + known.left }] : [];
    });
  }

  /** Restores saved counts. Leaves out windows that have ended. */
  restore(counters: readonly LimitCounter[], now: number): void {
    for (const { key, per, calls, expiresAt } of counters) {
      this.#known.set({ key, per }, calls, expiresAt - now);
    }
  }
}
