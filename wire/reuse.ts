/** Calls that a guard may allow without asking: a part of a quota. */
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

/** The conditions under which an outcome applies to other calls. */
export interface Reuse {
  /** Seconds until the guard has to ask again, and until the outcome is invalid in any case. */
  for: number;
  until: number;
  /** The tags of the things that the outcome rests on. A change of one voids it. */
  tags: string[];
  /** Segments of the path that may have another plain value, by index, each with the excluded values. */
  open: Record<number, string[]>;
  /** Whether it is valid for this address only. */
  ip: boolean;
  /** Headers that have to be equal, and headers that the call must not have. */
  same: string[];
  without: string[];
}

/** The claim `reuse` of an identity. */
export interface ReuseClaim extends Reuse {
  /** A position in Latchkey's log: the decision takes into account every row up to it. */
  at: number;
  /** `null` if no limit applies to such calls. */
  lease: Lease | null;
}
