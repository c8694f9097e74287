import type { AuditEvent } from '../../model/index.ts';

/** Calls that an API in another process may let through without asking. Members are as they go to the SDK. */
export interface Lease {
  id: string;
  /** Names the windows that it was taken from: calls that count in the same ones share it. */
  set: string;
  calls: number;
  /** Seconds. */
  for: number;
  /** For the `RateLimit` fields: what is left beside the lease, and seconds until the window ends. */
  windows: { name: string; calls: number; per: number; left: number; ends: number }[];
}

/** For which other calls an outcome holds as well, and for how long. Members are as they go to the SDK. */
export interface Reuse {
  /** Seconds until it has to be asked for again, and until it counts under no circumstances. */
  for: number;
  until: number;
  /** What the outcome rests on: it is void as soon as one of these has changed. */
  tags: string[];
  /** Segments of the path that may be another plain value, by index, each with those that it must not be. */
  open: Record<number, string[]>;
  /** Whether it holds for the address that it was made for only. */
  ip: boolean;
  /** Headers that have to be the same, and headers without which it was made. */
  same: string[];
  without: string[];
  /** The row of the log for such a call, but for when, from where and by which request. */
  row: Omit<AuditEvent, 'at' | 'ip' | 'requestId'>;
}

/** The claim of an identity that says which other calls a decision holds for. */
export interface ReuseClaim extends Reuse {
  /** The place in the log that the decision is at least as new as. */
  at: number;
  /** `null` when nothing limits such calls. */
  lease: Lease | null;
}
