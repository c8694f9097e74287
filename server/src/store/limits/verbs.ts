import type { Instant } from '../../model/index.ts';

/** The calls that were counted in one window. */
export interface LimitCounter {
  /** The party and the limit that it is counted against. */
  key: string;
  /** Length of the window in seconds. */
  per: number;
  calls: number;
  expiresAt: Instant;
}

/** Counters of limits whose windows outlast a process. */
export interface LimitStore {
  /** Those whose window is not over. */
  limitCounters(now: Instant): Promise<LimitCounter[]>;
  /** Replaces what was kept under the same keys. */
  saveLimitCounters(counters: LimitCounter[]): Promise<void>;
}
