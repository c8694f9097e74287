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

/** The rows of one kind under one seal. */
const removedPart = z.object({
  seal: count,
  kind: z.enum(AUDIT_KINDS),
  rows: count,
  /** The Merkle root over their digests. */
  root: z.string(),
  /** When they were sealed. */
  sealedAt: z.int(),
  /** For how many days the rule lets rows of the kind stay. */
  days: count,
});

const seal = z.object({ number: count, digest: z.string() });

const removal = z.object({
  /** Rows that left with this. */
  rows: count,
  /** Exactly what left. */
  parts: z.array(removedPart),
  /** The last seal up to which each kind has left, now and before. */
  through: z.partialRecord(z.enum(AUDIT_KINDS), count),
  /** The first seal that remains. */
  firstSeal: z.int(),
  /** Seals that left with this, because nothing under them or before them was left. */
  seals: z.array(seal),
  /** The newest seal at that time: a removal in a copy of this log, under the same key, has another one. */
  head: seal,
});

/** The statement of a process that removed rows. */
export type Removal = z.infer<typeof removal>;

const signed = removal.extend({ keyId: z.string(), signature: z.string() });

/** A removal with the row that tells of it. */
export interface SignedRemoval extends Removal {
  row: number;
  at: Instant;
}

/** The row that says what left, signed by the process that removed it: nobody else can make one. */
export function removalRow(key: AuditKey, said: Removal, at: Instant): AuditEvent {
  const signature = signText(key, content(said, at, key.id));
  return eventWithoutRequest('audit.removed', at, { detail: { ...said, keyId: key.id, signature } });
}

/** The removal that a row tells of; `null` when it says nothing of the kind, or was not signed by this Latchkey. */
export function readRemoval(keys: AuditKeys, row: FoundRow): SignedRemoval | null {
  if ('unreadable' in row || row.kind !== 'audit.removed') return null;
  const parsed = signed.safeParse(row.detail);
  if (!parsed.success) return null;
  const { keyId, signature, ...said } = parsed.data;
  if (!isSignedText(keys, keyId, content(said, row.at, keyId), signature)) return null;
  return { ...said, row: row.id, at: row.at };
}

/** Whether a row claims to tell of a removal without a signature that holds. */
export function isForged(keys: AuditKeys, row: FoundRow): row is AuditRow {
  return !('unreadable' in row) && row.kind === 'audit.removed' && readRemoval(keys, row) === null;
}

/** The bytes that are signed: every field, in one order. */
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
