import type {
  AddedToSchema,
  AuditEvent,
  AuditKind,
  AuditSeal,
  AuditSealPart,
  FoundRow,
  FoundSealPart,
} from '../../model/index.ts';

/** Everything that sealing and verifying read and write. */
export interface SealStore {
  lastSeal(): Promise<AuditSeal | null>;
  /** Rows after this id, oldest first. */
  auditAfter(id: number, limit: number): Promise<FoundRow[]>;
  /** `behind` when another process has sealed since; then nothing is written. */
  addSeal(seal: AuditSeal, parts: AuditSealPart[]): Promise<'sealed' | 'behind'>;
  /** Seals after this number, oldest first. */
  sealsAfter(number: number, limit: number): Promise<AuditSeal[]>;
  sealParts(seal: number): Promise<FoundSealPart[]>;
  /** Triggers and views, the first so many. With one, somebody could keep rows from the log. */
  addedToSchema(limit: number): Promise<AddedToSchema[]>;
  /**
   * The oldest seal that still has rows of a kind, or should have. Never the newest seal of all: its rows show where
   * the ids stand.
   */
  oldestSealed(kind: AuditKind): Promise<{ kind: AuditKind; seal: AuditSeal } | null>;
  /**
   * Removes the rows of these kinds under one seal and what told them apart; their roots stay, and so do their seals
   * until nothing is left under them or any before. Resolves to how many rows left.
   */
  removeSealedRows(removing: RemovingRows): Promise<number>;
}

export interface RemovingRows {
  seal: AuditSeal;
  kinds: AuditKind[];
  /** How far each kind has left by a row that told of a removal; `null` for a row that is not to be believed. */
  trusted(row: FoundRow): Partial<Record<AuditKind, number>> | null;
  /** Makes the row that tells of this removal. */
  audit(removed: Removed): AuditEvent;
}

/** The rows that have left the log up to now. */
export interface Removed {
  /** Rows that left with this. */
  rows: number;
  /** The last seal up to which each kind has left. */
  through: Partial<Record<AuditKind, number>>;
  /** Seals that left with this. */
  left: AuditSeal[];
  /** The first seal that remains. */
  firstSeal: number;
  /** The newest seal. */
  head: AuditSeal;
}
