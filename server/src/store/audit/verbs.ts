import type { AuditEvent, AuditKind, AuditRow, Instant, TenantId } from '../../model/index.ts';
import type { LimitNotice } from '../limits/verbs.ts';

/** The filters of a query. Absent filters match everything. */
export interface AuditQuery {
  tenantId?: TenantId;
  userId?: string;
  clientId?: string;
  /** The account of the event, or the one that a refused call asked for, under any id it ever had. */
  connectedAccountId?: string;
  kind?: AuditKind;
  /** All but this kind. */
  exceptKind?: AuditKind;
  outcome?: AuditEvent['outcome'];
  /** Why a call was refused. */
  code?: string;
  /** Id of the operation of an API call, allowed or denied. */
  operation?: string;
  /** The API version of a call. */
  apiVersion?: string;
  /** At or after this instant. */
  since?: Instant;
  /** Before this instant. */
  until?: Instant;
  /** Cursor: only rows older than this id. */
  before?: number;
  /** Cursor in the other direction: only rows newer than this id, oldest first. */
  after?: number;
  limit: number;
}

/**
 * The rows for each outcome of a verb that writes any. The rows of the actual outcome are committed with it.
 */
export type AuditBy<Outcome extends string> = Readonly<Record<Outcome, AuditEvent[]>>;

export interface AuditStore {
  /**
   * Writes rows that belong to no other change: API calls, refused requests; with them the notices of limits that nobody was
   * told of yet.
   */
  record(events: AuditEvent[], notices?: readonly LimitNotice[]): Promise<void>;
  /**
   * Does the same for rows that may be sent again. `seen`: rows were recorded under `key` before, which is
   * remembered until it expires.
   */
  recordOnce(batch: { key: string; expiresAt: Instant; events: AuditEvent[] }): Promise<'first' | 'seen'>;
  /**
   * Notes the values of the next rows of the log, by which searches pass stretches without hits. Resolves to `false` if there
   * are too few.
   */
  noteRows(): Promise<boolean>;
  /**
   * Newest first, unless the query continues from an older row. Searches as far as necessary, in slices
   * between which other work runs.
   */
  auditTrail(query: AuditQuery): Promise<AuditRow[]>;
  /** Does the same within one slice: for answering a request. */
  auditPage(query: AuditQuery): Promise<AuditPage>;
}

export interface AuditPage {
  rows: AuditRow[];
  /** The cursor for the next page (`before`, or `after`), if there may be more. */
  next: number | null;
}
