import type {
  AddedToSchema,
  AuditEvent,
  AuditKind,
  AuditSeal,
  AuditSealPart,
  FoundRow,
  FoundSealPart,
} from '../../model/index.ts';

/** The data that sealing and verifying read and write. */
export interface SealStore {
  lastSeal(): Promise<AuditSeal | null>;
  /** Returns rows after this id, oldest first. */
  auditAfter(id: number, limit: number): Promise<FoundRow[]>;
  /** `behind` if another process has sealed since; then nothing is written. */
  addSeal(seal: AuditSeal, parts: AuditSealPart[]): Promise<'sealed' | 'behind'>;
  /** Returns seals after this number, oldest first. */
  sealsAfter(number: number, limit: number): Promise<AuditSeal[]>;
  sealParts(seal: number): Promise<FoundSealPart[]>;
  /** Returns triggers and views, at most `limit`. An attacker could use one to keep rows out of the log. */
  addedToSchema(limit: number): Promise<AddedToSchema[]>;
  /**
   * Returns the oldest seal that still has rows of a kind, or should have. Never the newest seal: its rows
   * show which ids have been assigned.
   */
  oldestSealed(kind: AuditKind): Promise<{ kind: AuditKind; seal: AuditSeal } | null>;
  /**
   * Removes the rows of these kinds under one seal with their digests. Their roots stay, and so do their
   * seals until nothing is left under them or any before. Resolves to the number of removed rows.
   */
  removeSealedRows(removing: RemovingRows): Promise<number>;
}

export interface RemovingRows {
  seal: AuditSeal;
  kinds: AuditKind[];
  /**
   * Returns how far each kind was removed according to a removal row, or `null` if the row is not trusted.
   */
  trusted(row: FoundRow): Partial<Record<AuditKind, number>> | null;
  /** Returns the row that records this removal. */
  audit(removed: Removed): AuditEvent;
}

/** The removals so far. */
export interface Removed {
  /** Rows removed by this. */
  rows: number;
  /** The last seal up to which each kind was removed. */
  through: Partial<Record<AuditKind, number>>;
  /** Seals removed by this. */
  left: AuditSeal[];
  /** The first seal that remains. */
  firstSeal: number;
  /** The newest seal. */
  head: AuditSeal;
}
