import type { AuditEvent } from '../../model/index.ts';

/** Calls that an API in another process may let through without asking. The members are sent to the SDK as they are. */
export interface Lease {
  id: string;
  /** Identifies the windows that it was taken from. Calls that count in the same windows share it. */
  set: string;
  calls: number;
  /** Seconds. */
  for: number;
  /** For the `RateLimit` fields: the calls left beside the lease, and the seconds until the window ends. */
  windows: { name: string; calls: number; per: number; left: number; ends: number }[];
}

/** For which other calls an outcome also holds, and for how long. The members are sent to the SDK as they are. */
export interface Reuse {
  /** Seconds until the SDK has to ask again, and until the outcome is invalid in any case. */
  for: number;
  until: number;
  /** The things that the outcome rests on. It is void as soon as one of them changes. */
  tags: string[];
  /** Segments of the path that may have another plain value, by index, each with the values that are excluded. */
  open: Record<number, string[]>;
  /** Whether it holds only for the address that it was made for. */
  ip: boolean;
  /** Headers that have to be the same, and headers that the call must not have. */
  same: string[];
  without: string[];
  /** The log row for such a call, without time, address and request id. */
  row: Omit<AuditEvent, 'at' | 'ip' | 'requestId'>;
}

/** The claim of an identity with the conditions under which its decision applies to other calls. */
export interface ReuseClaim extends Reuse {
  /** A place in the log: the decision takes into account every row up to it. */
  at: number;
  /** `null` if no limit applies to such calls. */
  lease: Lease | null;
}
