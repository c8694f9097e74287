import type {
  AddedToSchema,
  AuditEvent,
  AuditKind,
  AuditSeal,
  AuditSealPart,
  FoundRow,
  FoundSealPart,
} from '../../model/index.ts';

/** The last seal up to which each kind was removed. */
export type Through = Partial<Record<AuditKind, number>>;

/** The data that sealing and verifying read and write. */
export interface SealStore {
  lastSeal(): Promise<AuditSeal | null>;
  /** Returns rows after this id, oldest first. */
  auditAfter(id: number, limit: number): Promise<FoundRow[]>;
  /** Does the same without reading more of a row than its columns. */
  storedAfter(id: number, limit: number): Promise<StoredRow[]>;
  /** `behind` if another process has sealed since; then nothing is written. */
  addSeal(seal: AuditSeal, parts: AuditSealPart[]): Promise<'sealed' | 'behind'>;
  /** Returns seals after this number, oldest first. */
  sealsAfter(number: number, limit: number): Promise<AuditSeal[]>;
  sealParts(seal: number): Promise<FoundSealPart[]>;
  /** Returns the parts of several seals without the digests of their rows, in the order of the seals. */
  sealRoots(range: { first: number; last: number }): Promise<SealRoot[]>;
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

/** A row of the log as the database has it. */
export interface StoredRow {
  readonly id: number;
  readonly kind: unknown;
  /** The columns in the order of a digest, beginning with the id. */
  readonly columns: readonly unknown[];
  found(): FoundRow;
}

export interface SealRoot extends Pick<AuditSealPart, 'seal' | 'kind' | 'rows' | 'root'> {
  /** The rows have not left. */
  isKept: boolean;
}

export interface RemovingRows {
  seal: AuditSeal;
  kinds: AuditKind[];
  /**
   * Returns how far each kind was removed according to a removal row, or `null` if the row is not trusted.
   */
  trusted(row: FoundRow): Through | null;
  /** Returns the row that records this removal. */
  audit(removed: Removed): AuditEvent;
}

/** The removals so far. */
export interface Removed {
  /** Rows removed by this. */
  rows: number;
  through: Through;
  /** Seals removed by this. */
  left: AuditSeal[];
  /** The first seal that remains. */
  firstSeal: number;
  /** The newest seal. */
  head: AuditSeal;
}
