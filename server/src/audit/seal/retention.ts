import { DAY } from '../../lib/clock.ts';
import {
  AUDIT_KINDS,
  type AuditKind,
  type AuditSeal,
  type AuditSealPart,
  type Instant,
} from '../../model/index.ts';
import type { SealStore } from '../../store/store.ts';
import type { AuditKey } from '../../tokens/keys.ts';
import { sealDigest, sealRoot } from './digest.ts';
import { readable } from './parts.ts';
import { readRemoval, removalRow } from './removal.ts';
import { type AuditKeys, isGenuine } from './signature.ts';

/** The number of days that rows are kept. */
export interface Rule {
  days: number;
  /** Exceptions by kind. */
  kinds: Partial<Record<AuditKind, number>>;
}

export interface Retention extends Rule {
  /** Earlier rules, each up to a day such as 2026-11-21. */
  earlier?: readonly (Rule & { until: string })[];
}

/** Returns the days for which rows of a kind had to be kept by the rule of that time. */
export function daysAt({ earlier = [], ...now }: Retention, kind: AuditKind, at: Instant): number {
  const inOrder = earlier.toSorted((one, other) => (one.until < other.until ? -1 : 1));
  const then = inOrder.find(({ until }) => at < Date.parse(until));
  const { kinds, days } = then ?? now;
  return kinds[kind] ?? days;
}

export interface Removing {
  store: Pick<SealStore, 'oldestSealed' | 'sealParts' | 'removeSealedRows'>;
  keys: AuditKeys & { audit(): AuditKey };
  clock: { now(): Instant };
}

/**
 * Removes the oldest rows whose time is over, under one seal, and records the removal in a row that this
 * process signs. Resolves to the number of removed rows; 0 if there is nothing to remove.
 *
 * Throws if the seal was altered: an attacker who can write to the database could otherwise make it cover
 * rows that are younger, or other rows.
 */
export async function removeOldRows({ store, keys, clock }: Removing, retention: Retention): Promise<number> {
  const at = clock.now();
  const oldest = await Promise.all(AUDIT_KINDS.map((kind) => store.oldestSealed(kind)));
  const due = oldest
    .filter((each) => each !== null)
    .filter(({ kind, seal }) => isDue(retention, kind, seal, at));
  const [seal] = due.map((each) => each.seal).toSorted((one, other) => one.number - other.number);
  if (!seal) return 0;
  const leaving = new Set(due.filter((each) => each.seal.number === seal.number).map(({ kind }) => kind));
  // An unreadable part is left out, so that the root does not match.
  const { parts } = readable(await store.sealParts(seal.number));
  if (!isGenuine(keys, seal) || sealRoot(parts) !== seal.root) {
    throw new Error(
      `Seal ${seal.number} is not as it was made, so nothing leaves; see latchkey audit verify.`,
    );
  }
  const gone = parts.filter(({ kind, leaves }) => leaves !== null && leaving.has(kind));
  const said = gone.map((part) => described(part, seal, daysAt(retention, part.kind, at)));
  return store.removeSealedRows({
    seal,
    kinds: gone.map(({ kind }) => kind),
    trusted: (row) => readRemoval(keys, row)?.through ?? null,
    audit: ({ rows, through, left, firstSeal, head }) => {
      const seals = left.map(({ number, ...rest }) => ({ number, digest: sealDigest({ number, ...rest }) }));
      const newest = { number: head.number, digest: sealDigest(head) };
      return removalRow(keys.audit(), { rows, parts: said, through, firstSeal, seals, head: newest }, at);
    },
  });
}

export function isDue(retention: Retention, kind: AuditKind, seal: AuditSeal, at: Instant): boolean {
  return at - seal.at > daysAt(retention, kind, at) * DAY;
}

function described({ kind, rows, root }: AuditSealPart, seal: AuditSeal, days: number) {
  return { seal: seal.number, kind, rows, root, sealedAt: seal.at, days };
}
