import type {
  AuditEvent,
  AuditKind,
  AuditRow,
  AuditSeal,
  AuditSealPart,
  FoundRow,
  Instant,
} from '../model/index.ts';

/** Which rows of the log; what is left out does not matter. */
export interface AuditQuery {
  tenantId?: string;
  userId?: string;
  clientId?: string;
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

export interface AuditStore {
  /** Rows that belong to no other change: API calls, refused requests. */
  record(events: AuditEvent[]): Promise<void>;
  /** The same for rows that may be sent again: `seen` when rows were recorded under `key` before; it counts until it expires. */
  recordOnce(batch: { key: string; expiresAt: Instant; events: AuditEvent[] }): Promise<'first' | 'seen'>;
  /** Newest first, unless the query goes on from an older row. */
  auditTrail(query: AuditQuery): Promise<AuditRow[]>;
}

/** What a seal is made from and what verifying one reads. */
export interface SealStore {
  lastSeal(): Promise<AuditSeal | null>;
  /** Rows after this id, oldest first. */
  auditAfter(id: number, limit: number): Promise<FoundRow[]>;
  /** `behind` when another process has sealed since; then nothing is written. */
  addSeal(seal: AuditSeal, parts: AuditSealPart[]): Promise<'sealed' | 'behind'>;
  /** Seals after this number, oldest first. */
  sealsAfter(number: number, limit: number): Promise<AuditSeal[]>;
  sealParts(seal: number): Promise<AuditSealPart[]>;
  /** Parts that still have rows under seals made before `before`, oldest seal first. */
  sealedBefore(kinds: { kind: AuditKind; before: Instant }[], limit: number): Promise<AuditSealPart[]>;
  /** The kinds that have sealed rows. */
  sealedKinds(): Promise<AuditKind[]>;
  /**
   * Removes the rows of these parts and what told them apart; their roots stay, and so do their seals until nothing
   * is left under them or any before. `audit` makes the row that says so, which has to be the last of its kind to go.
   * Resolves to how many rows left.
   */
  removeSealedRows(
    parts: Pick<AuditSealPart, 'seal' | 'kind'>[],
    audit: (removed: Removed) => AuditEvent,
  ): Promise<number>;
}

/** What has left the log up to now. */
export interface Removed {
  /** Rows that left with this. */
  rows: number;
  /** The last seal up to which each kind has left. */
  through: Record<string, number>;
  /** The first seal that remains. */
  firstSeal: number;
}
