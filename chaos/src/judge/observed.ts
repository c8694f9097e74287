/** A row of the log, as `latchkey audit export` writes it. */
export interface Row {
  id: number;
  kind: string;
  outcome: string;
  tenantId: string | null;
  grantId: string | null;
  requestId: string | null;
  detail: Record<string, unknown>;
}

/** A webhook as its receiver got it and answered with 200. */
export interface ReceivedEvent {
  /** `webhook-id`. */
  id: string;
  type: string;
  grantId: string | null;
  /** Whether its signature verifies. */
  genuine: boolean;
}

/** How the server is when the faults are over and everything had its time. */
export interface Observed {
  rows: readonly Row[];
  events: readonly ReceivedEvent[];
  /** The calls of all counters, by `latchkey usage`. */
  counted: number;
  /** `latchkey audit verify`. */
  sealed: { ok: boolean; said: string };
  /** Rows of one tenant that hang under another, a sentence for each kind. */
  strays: readonly string[];
}

/** How long something old may still show. */
export interface Allowance {
  /** Milliseconds for which a node may go by what it remembers. */
  stale: number;
  /** Milliseconds for which a request without an answer may still be on its way. */
  late: number;
}

export interface Violation {
  rule: string;
  says: string;
  /** Of the journal; those that were sent. */
  lines: number[];
}
