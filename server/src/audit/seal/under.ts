import type { AuditSeal, AuditSealPart, FoundRow } from '../../model/index.ts';
import type { SealStore, StoredRow } from '../../store/store.ts';
import type { Finding } from './finding.ts';
import { namedIn, partProblems, readable } from './parts.ts';
import { compareRows } from './rows.ts';

/** Rows read at a time. */
export const ROWS = 2_000;

/** Everything found under a seal but the rows, so that one thread can hand it to another. */
export interface Looked {
  problems: Finding[];
  /** The number of sealed and unchanged rows. */
  sound: number;
  /** The parts whose rows have left. */
  gone: AuditSealPart[];
  /** The rows that tell what left. */
  removals: FoundRow[];
}

export type LookingStore = Pick<SealStore, 'storedAfter' | 'sealParts'>;

/** Compares everything under one seal with it. The signature of the seal is not judged here. */
export async function lookUnder(store: LookingStore, seal: AuditSeal): Promise<Looked> {
  const { parts, unreadable } = readable(await store.sealParts(seal.number));
  const rows = await rowsUnder(store, seal);
  const compared = compareRows(seal, parts, unreadable.length > 0 ? namedIn(parts, rows) : rows);
  return {
    problems: [...partProblems(seal, parts, unreadable), ...compared.problems],
    sound: compared.sound,
    gone: parts.filter(({ leaves }) => leaves === null),
    removals: removalsIn(rows),
  };
}

/** Any row that says what left, sealed or not: only its own signature counts. */
export function removalsIn(rows: readonly StoredRow[]): FoundRow[] {
  return rows.filter(({ kind }) => kind === 'audit.removed').map((row) => row.found());
}

async function rowsUnder(store: LookingStore, seal: AuditSeal): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  for (let after = seal.firstId - 1; ; ) {
    // No more than can be under it: the next seal would read the others again.
    const page = await store.storedAfter(after, Math.min(ROWS, seal.lastId - after));
    const within = page.filter(({ id }) => id <= seal.lastId);
    rows.push(...within);
    after = page.at(-1)?.id ?? seal.lastId;
    if (after >= seal.lastId || page.length === 0) return rows;
  }
}
