import type { Instant } from '../../model/index.ts';

/** The calls counted in one window. */
export interface LimitCounter {
  /** The counted party and the limit. */
  key: string;
  /** Length of the window in seconds. */
  per: number;
  calls: number;
  expiresAt: Instant;
}

/** Counters of limits whose windows outlast a process. */
export interface LimitStore {
  /** Returns the counters whose window is open. */
  limitCounters(now: Instant): Promise<LimitCounter[]>;
  /** Replaces the counters with the same keys. */
  saveLimitCounters(counters: LimitCounter[]): Promise<void>;
}
