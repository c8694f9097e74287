import type { AuditEvent, Instant } from '../../model/index.ts';

/** The calls counted in one window. */
export interface LimitCounter {
  /** The counted party and the limit. */
  key: string;
  /** Length of the window in seconds. */
  per: number;
  calls: number;
  expiresAt: Instant;
}

/** A limit that a call came near to or used up, of which somebody is told once. */
export interface LimitNotice {
  /** Identifies the client that is told, the limit, and how near it is. */
  key: string;
  /** Until then nothing more is told under this key. */
  until: Instant;
  /** Tells it (`rules/webhook/event-of.ts`). */
  row: AuditEvent;
}

/** Counters of limits whose windows outlast a process. */
export interface LimitStore {
  /** Returns the counters whose window is open. */
  limitCounters(now: Instant): Promise<LimitCounter[]>;
  /** Replaces the counters with the same keys. */
  saveLimitCounters(counters: LimitCounter[]): Promise<void>;
}
