import { z } from 'zod';
import {
  AUDIT_KINDS,
  type AuditEvent,
  type AuditRow,
  type FoundRow,
  type Instant,
} from '../../model/index.ts';
import type { AuditKey } from '../../tokens/keys.ts';
import { eventWithoutRequest } from '../event.ts';
import { type AuditKeys, isSignedText, signText } from './signature.ts';

const count = z.int().nonnegative();

/** The removed rows of one kind under one seal. */
const removedPart = z.object({
  seal: count,
  kind: z.enum(AUDIT_KINDS),
  rows: count,
  /** The Merkle root over their digests. */
  root: z.string(),
  /** When they were sealed, in milliseconds. */
  sealedAt: z.int(),
  /** The number of days for which the rule keeps rows of the kind. */
  days: count,
});

const seal = z.object({ number: count, digest: z.string() });

const removal = z.object({
  /** The number of removed rows. */
  rows: count,
  /** The removed rows in detail. */
  parts: z.array(removedPart),
  /** The last seal up to which each kind has been removed, by this removal and earlier ones. */
  through: z.partialRecord(z.enum(AUDIT_KINDS), count),
  /** The first seal that remains. */
  firstSeal: z.int(),
  /** Seals removed as well, because no rows under them or before them were left. */
  seals: z.array(seal),
  /** The newest seal at that time. A removal from a copy of this log under the same key has another one. */
  head: seal,
});

/** The statement of a process that removed rows. */
export type Removal = z.infer<typeof removal>;

const signed = removal.extend({ keyId: z.string(), signature: z.string() });

/** A removal with the row that records it. */
export interface SignedRemoval extends Removal {
  row: number;
  at: Instant;
}

/**
 * Returns the audit row that records a removal. It is signed with the audit key, so that only this Latchkey
 * can make one.
 */
export function removalRow(key: AuditKey, said: Removal, at: Instant): AuditEvent {
  const signature = signText(key, content(said, at, key.id));
  return eventWithoutRequest('audit.removed', at, { detail: { ...said, keyId: key.id, signature } });
}

/** Returns the removal that a row records, or `null` if it records none or this Latchkey did not sign it. */
export function readRemoval(keys: AuditKeys, row: FoundRow): SignedRemoval | null {
  if ('unreadable' in row || row.kind !== 'audit.removed') return null;
  const parsed = signed.safeParse(row.detail);
  if (!parsed.success) return null;
  const { keyId, signature, ...said } = parsed.data;
  if (!isSignedText(keys, keyId, content(said, row.at, keyId), signature)) return null;
  return { ...said, row: row.id, at: row.at };
}

/** Returns whether a row claims to record a removal but has no valid signature. */
export function isForged(keys: AuditKeys, row: FoundRow): row is AuditRow {
  return !('unreadable' in row) && row.kind === 'audit.removed' && readRemoval(keys, row) === null;
}

/** The bytes that are signed: every field, in a fixed order. */
function content(
  { rows, parts, through, firstSeal, seals, head }: Removal,
  at: Instant,
  keyId: string,
): string {
  const fields = [
    rows,
    parts.map((part) => [part.seal, part.kind, part.rows, part.root, part.sealedAt, part.days]),
    Object.entries(through).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    firstSeal,
    seals.map(({ number, digest }) => [number, digest]),
    [head.number, head.digest],
  ];
  return `latchkey audit removal\n${JSON.stringify([at, keyId, ...fields])}`;
}
