import type { AuditKind, AuditRow } from './audit.ts';
import type { Instant } from './ids.ts';

/** What vouches for one stretch of the log: a Merkle root over its rows, signed, and bound to the seal before. */
export interface AuditSeal {
  /** From 1, without gaps. */
  number: number;
  /** Ids of the first and the last row; the stretch of the next seal begins right after. */
  firstId: number;
  lastId: number;
  at: Instant;
  /** Merkle root over the parts, base64url. */
  root: string;
  /** Digest of the seal before, base64url; empty for the first. */
  previous: string;
  keyId: string;
  /** Ed25519 over the digest of all of the above, base64url. */
  signature: string;
}

/** The rows of one kind under one seal, so that one kind can leave the log before another. */
export interface AuditSealPart {
  seal: number;
  kind: AuditKind;
  rows: number;
  /** Merkle root over the rows' digests, base64url. */
  root: string;
  /** What tells which row was touched; `null` once the rows have left. */
  leaves: SealedRow[] | null;
}

/** A part as the database holds it now; of one that somebody made unreadable, the kind as far as it stands there. */
export type FoundSealPart = AuditSealPart | { seal: number; kind: string; unreadable: true };

/** Something in the database that acts by itself or stands in for a table. Latchkey makes none of these. */
export interface AddedToSchema {
  type: 'trigger' | 'view';
  name: string;
  /** Where a trigger acts. */
  table: string;
}

/** Id of a row, and its digest in base64url. */
export type SealedRow = [id: number, digest: string];

/** A row as the database holds it now; one that somebody made unreadable is still there to be named. */
export type FoundRow = AuditRow | { id: number; unreadable: true };
