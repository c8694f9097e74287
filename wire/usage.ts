/**
 * How many calls one hour had, of one client, connected account, operation, outcome and code. Asked for `by=day`, one day, over
 * all connected accounts: none is named then.
 */
export interface UsageCounter {
  /** When the hour or day begins, in seconds since 1970. */
  hour: number;
  client_id: string | null;
  connected_account_id: string | null;
  operation: string | null;
  outcome: 'allowed' | 'denied';
  /** The code of the refusal; `null` for allowed calls. */
  code: string | null;
  calls: number;
}

/** How much of one limit is used. */
export interface UsageLimit {
  client_id: string;
  /** `null` for a limit of all calls of the client. */
  connected_account_id: string | null;
  /** As `RateLimit-Policy` names it. */
  policy: string;
  /** In seconds. */
  window: number;
  /** Calls in a window. */
  limit: number;
  /** Calls of the window that is open. */
  used: number;
  /** When it ends, in seconds since 1970; `null` if the next call begins one. */
  resets_at: number | null;
}

/** A page of counters, newest hour first. There is another one as long as there is a `next_cursor`. */
export interface UsagePage {
  usage: UsageCounter[];
  limits: UsageLimit[];
  next_cursor?: string;
}
