import type { AuditEvent, AuditKind, AuditRow, Instant, TenantId } from '../../model/index.ts';

/** Which rows of the log; what is left out does not matter. */
export interface AuditQuery {
  tenantId?: TenantId;
  userId?: string;
  clientId?: string;
  /** For which something happened, or that a refused call asked for, by whatever id it ever had. */
  connectedAccountId?: string;
  kind?: AuditKind;
  outcome?: AuditEvent['outcome'];
  /** Id of the operation of an API call, allowed or denied. */
  operation?: string;
  /** The version of the API that a call was for. */
  apiVersion?: string;
  /** Not before this instant. */
  since?: Instant;
  /** Before this instant. */
  until?: Instant;
  /** Id to go on from: only rows older than this one. */
  before?: number;
  /** Id to go on from in the other direction: only rows newer than this one, oldest first. */
  after?: number;
  limit: number;
}

/** Rows for each outcome of a verb that writes any; those of the outcome that came about are committed with it. */
export type AuditBy<Outcome extends string> = Record<Outcome, AuditEvent[]>;

export interface AuditStore {
  /** Rows that belong to no other change: API calls, refused requests. */
  record(events: AuditEvent[]): Promise<void>;
  /** The same for rows that may be sent again: `seen` when rows were recorded under `key` before; it counts until it expires. */
  recordOnce(batch: { key: string; expiresAt: Instant; events: AuditEvent[] }): Promise<'first' | 'seen'>;
  /**
   * Newest first, unless the query goes on from an older row. Searches as far as it has to, in slices between which
   * others have their turn.
   */
  auditTrail(query: AuditQuery): Promise<AuditRow[]>;
  /** The same as far as one slice goes: for whom a request is answered. */
  auditPage(query: AuditQuery): Promise<AuditPage>;
}

export interface AuditPage {
  rows: AuditRow[];
  /** The id to go on from (`before`, or `after`), where there is more to search. */
  next: number | null;
}
