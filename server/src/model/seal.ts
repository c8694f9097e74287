import type { AuditKind, AuditRow } from './audit.ts';
import type { Instant } from './ids.ts';

/** What vouches for one stretch of the log: a Merkle root over its rows, signed, and bound to the seal before. */
export interface AuditSeal {
  /** From 1, without gaps. */
  readonly number: number;
  /** Ids of the first and the last row; the stretch of the next seal begins right after. */
  readonly firstId: number;
  readonly lastId: number;
  readonly at: Instant;
  /** Merkle root over the parts, base64url. */
  readonly root: string;
  /** Digest of the seal before, base64url; empty for the first. */
  readonly previous: string;
  readonly keyId: string;
  /** Ed25519 over the digest of all of the above, base64url. */
  readonly signature: string;
}

/** The rows of one kind under one seal, so that one kind can leave the log before another. */
export interface AuditSealPart {
  readonly seal: number;
  readonly kind: AuditKind;
  readonly rows: number;
  /** Merkle root over the rows' digests, base64url. */
  readonly root: string;
  /** What tells which row was touched; `null` once the rows have left. */
  readonly leaves: readonly SealedRow[] | null;
}

/** A part as the database holds it now; of one that somebody made unreadable, the kind as far as it stands there. */
export type FoundSealPart =
  | AuditSealPart
  | { readonly seal: number; readonly kind: string; readonly unreadable: true };

/** Something in the database that acts by itself or stands in for a table. Latchkey makes none of these. */
export interface AddedToSchema {
  readonly type: 'trigger' | 'view';
  readonly name: string;
  /** Where a trigger acts. */
  readonly table: string;
}

/** Id of a row, and its digest in base64url. */
export type SealedRow = [id: number, digest: string];

/** A row as the database holds it now; one that somebody made unreadable is still there to be named. */
export type FoundRow = AuditRow | { readonly id: number; readonly unreadable: true };
