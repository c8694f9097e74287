import { setImmediate as turn } from 'node:timers/promises';
import { AUDIT_KINDS, type AuditEvent, type AuditSeal, type Instant } from '../../model/index.ts';
import type { ClosedMonth, MonthStore, SealRoot, SealStore } from '../../store/store.ts';
import type { AuditKey } from '../../tokens/keys.ts';
import { sealDigest, sealRoot } from './digest.ts';
import { type Removal, readRemoval, removalRow } from './removal.ts';
import { daysAt, isDue, type Retention } from './retention.ts';
import { type AuditKeys, isGenuine } from './signature.ts';

/** Seals that are verified at a time, and that one row tells of. */
const SLICE = 50;

export interface RemovingMonths {
  store: Pick<SealStore, 'sealsAfter' | 'sealRoots'> & Pick<MonthStore, 'closedMonth' | 'removeMonth'>;
  keys: AuditKeys & { audit(): AuditKey };
  clock: { now(): Instant };
}

/**
 * Removes the oldest month of the log at once, if all of its rows are over their time, and records that in rows that this process
 * signs. Resolves to whether it did. Throws if a seal was altered, as `removeOldRows` does.
 */
export async function removeOldMonth(
  { store, keys, clock }: RemovingMonths,
  retention: Retention,
): Promise<boolean> {
  const at = clock.now();
  const isOver = (seal: AuditSeal) => AUDIT_KINDS.every((kind) => isDue(retention, kind, seal, at));
  const [first] = await store.sealsAfter(0, 1);
  if (!first || !isOver(first)) return false;
  const month = await store.closedMonth(at);
  if (!month) return false;
  const seals = await sealsThrough(store, month.lastId);
  const last = seals.at(-1);
  if (!last || last.lastId < month.lastId || !isOver(last)) return false;

  const told: Pick<Removal, 'rows' | 'parts' | 'seals'>[] = [];
  for (let from = 0; from < seals.length; from += SLICE) {
    const slice = seals.slice(from, from + SLICE);
    const [begin, end] = [slice[0]?.number ?? 0, slice.at(-1)?.number ?? 0];
    const roots = await store.sealRoots({ first: begin, last: end });
    for (const seal of slice) {
      if (isWhole(keys, seal, roots)) continue;
      // Another node may be taking the month away while it is read here.
      if (!(await isThere(store, month, at))) return false;
      throw new Error(
        `Seal ${seal.number} is not as it was made, so nothing leaves; see latchkey audit verify.`,
      );
    }
    const sealedAt = new Map(slice.map((seal) => [seal.number, seal.at]));
    const gone = roots.filter(({ isKept }) => isKept);
    told.push({
      rows: gone.reduce((sum, { rows }) => sum + rows, 0),
      parts: gone.map(({ seal, kind, rows, root }) => ({
        ...{ seal, kind, rows, root, sealedAt: sealedAt.get(seal) ?? 0, days: daysAt(retention, kind, at) },
      })),
      seals: slice.map((seal) => ({ number: seal.number, digest: sealDigest(seal) })),
    });
    await turn();
  }
  return store.removeMonth({
    ...{ month, first, last },
    trusted: (row) => readRemoval(keys, row)?.through ?? null,
    audit({ through, head }): AuditEvent[] {
      const about = { through, firstSeal: last.number + 1 };
      const newest = { number: head.number, digest: sealDigest(head) };
      return told.map((each) => removalRow(keys.audit(), { ...each, ...about, head: newest }, at));
    },
  });
}

/** Returns all seals up to the one that has the row of an id under it. */
async function sealsThrough(store: RemovingMonths['store'], id: number): Promise<AuditSeal[]> {
  const seals: AuditSeal[] = [];
  for (;;) {
    const page = await store.sealsAfter(seals.at(-1)?.number ?? 0, SLICE);
    const end = page.findIndex(({ lastId }) => lastId >= id);
    seals.push(...(end === -1 ? page : page.slice(0, end + 1)));
    if (end !== -1 || page.length < SLICE) return seals;
  }
}

function isWhole(keys: AuditKeys, seal: AuditSeal, roots: readonly SealRoot[]): boolean {
  const parts = roots.filter((root) => root.seal === seal.number);
  return isGenuine(keys, seal) && sealRoot(parts) === seal.root;
}

async function isThere(store: RemovingMonths['store'], { name }: ClosedMonth, at: Instant): Promise<boolean> {
  return (await store.closedMonth(at))?.name === name;
}
