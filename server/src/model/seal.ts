import type { AuditKind, AuditRow } from './audit.ts';
import type { Instant } from './ids.ts';

/** A seal over a range of the log: a Merkle root over its rows, signed, and linked to the previous seal. */
export interface AuditSeal {
  /** From 1, without gaps. */
  readonly number: number;
  /** Ids of the first and the last row. The next seal begins directly after. */
  readonly firstId: number;
  readonly lastId: number;
  readonly at: Instant;
  /** Merkle root over the parts, base64url. */
  readonly root: string;
  /** Digest of the previous seal, base64url; empty for the first. */
  readonly previous: string;
  readonly keyId: string;
  /** Ed25519 over the digest of all members above, base64url. */
  readonly signature: string;
}

/** The rows of one kind under one seal, so that kinds can be removed from the log at different times. */
export interface AuditSealPart {
  readonly seal: number;
  readonly kind: AuditKind;
  readonly rows: number;
  /** Merkle root over the rows' digests, base64url. */
  readonly root: string;
  /** The digest of each row; `null` once the rows have been removed. */
  readonly leaves: readonly SealedRow[] | null;
}

/** A part as the database has it now. An unreadable one has its kind, as far as that can be read. */
export type FoundSealPart =
  | AuditSealPart
  | { readonly seal: number; readonly kind: string; readonly unreadable: true };

/** A trigger, or a view in place of a table, in the database. Latchkey makes none. */
export interface AddedToSchema {
  readonly type: 'trigger' | 'view';
  readonly name: string;
  /** The table that a trigger acts on. */
  readonly table: string;
}

/** Id of a row, and its digest in base64url. */
export type SealedRow = [id: number, digest: string];

/** A row as the database has it now. An unreadable one has its id, so that it can be reported. */
export type FoundRow = AuditRow | { readonly id: number; readonly unreadable: true };
