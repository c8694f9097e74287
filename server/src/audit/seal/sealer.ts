import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import type {
  AuditKind,
  AuditRow,
  AuditSeal,
  AuditSealPart,
  FoundRow,
  SealedRow,
} from '../../model/index.ts';
import type { SealStore } from '../../store/store.ts';
import type { AuditKey } from '../../tokens/keys.ts';
import { rowsRoot, sealDigest, sealRoot, storedDigest } from './digest.ts';
import { signText } from './signature.ts';

/** The most rows under one seal. They leave together, so more would hold the write lock for longer than 10 ms. */
export const MOST_ROWS = 200;
/** Rows that are read and digested at a time: about 2 ms of the event loop. */
const SLICE = 100;
/** The pause after each seal of a backlog, as a multiple of the time that the seal took. */
export const REST = 4;

export interface Sealing {
  store: Pick<SealStore, 'lastSeal' | 'sealsAfter' | 'storedAfter' | 'addSeal'>;
  keys: { audit(): AuditKey };
  clock: { now(): number };
}

/**
 * Rests after a piece of a backlog that took `took` milliseconds. Resolves to whether to go on. Sealing a
 * million rows must not delay calls, so the rest is mostly four times as long.
 */
export type Pace = (took: number) => Promise<boolean>;

export const unhurried: Pace = async (took) => {
  await pause(REST * took);
  return true;
};

/**
 * Seals every row that is not sealed yet. Several processes may do so at once on one database: if two make
 * the same seal, one succeeds and the other continues after it. Resolves to the newest seal.
 *
 * @param known the newest seal of the previous run. Rejects, and seals nothing, if the log does not continue
 * it
 */
export async function sealLog(
  sealing: Sealing,
  pace: Pace = unhurried,
  known: AuditSeal | null = null,
): Promise<AuditSeal | null> {
  if (known) await hasToGoOnFrom(known, sealing.store);
  for (;;) {
    const begun = performance.now();
    const last = await sealing.store.lastSeal();
    const rows = await digestedAfter(sealing.store, last?.lastId ?? 0);
    if (rows.length === 0) return last;
    const { seal, parts } = makeSeal(sealing, last, rows);
    const outcome = await sealing.store.addSeal(seal, parts);
    if (outcome === 'behind') continue;
    if (rows.length < MOST_ROWS || !(await pace(performance.now() - begun))) return seal;
  }
}

/** If an attacker cut rows off together with their seals, a new seal would vouch for the replacement. */
async function hasToGoOnFrom(known: AuditSeal, store: Sealing['store']): Promise<void> {
  const [kept] = await store.sealsAfter(known.number - 1, 1);
  // Seals are removed by rule from the beginning of the log only, and never the newest.
  if (kept?.number === known.number ? kept.signature === known.signature : kept !== undefined) return;
  throw new Error(
    `The log was cut off before seal ${known.number}, so nothing is sealed any more; see latchkey audit verify --head ${known.number}:${sealDigest(known)}.`,
  );
}

type Digested = Pick<AuditRow, 'id' | 'kind'> & { digest: string };

async function digestedAfter(store: Sealing['store'], id: number): Promise<Digested[]> {
  const digested: Digested[] = [];
  while (digested.length < MOST_ROWS) {
    const rows = await store.storedAfter(digested.at(-1)?.id ?? id, SLICE);
    for (const { columns, found } of rows) {
      const { id, kind } = readable(found());
      digested.push({ id, kind, digest: storedDigest(columns) });
    }
    if (rows.length < SLICE) break;
    await turn();
  }
  return digested;
}

function makeSeal(
  { keys, clock }: Pick<Sealing, 'keys' | 'clock'>,
  last: AuditSeal | null,
  rows: Digested[],
): { seal: AuditSeal; parts: AuditSealPart[] } {
  const number = (last?.number ?? 0) + 1;
  const parts = partsOf(number, rows);
  const key = keys.audit();
  const unsigned = {
    number,
    firstId: (last?.lastId ?? 0) + 1,
    lastId: rows.at(-1)?.id ?? 0,
    // Never earlier than the last seal: rows written while the clock was behind would otherwise be removed
    // long before their time.
    at: Math.max(clock.now(), last?.at ?? 0),
    root: sealRoot(parts),
    previous: last === null ? '' : sealDigest(last),
    keyId: key.id,
  };
  return { seal: { ...unsigned, signature: signText(key, sealDigest(unsigned)) }, parts };
}

function partsOf(seal: number, rows: Digested[]): AuditSealPart[] {
  const kinds = new Map<AuditKind, SealedRow[]>();
  for (const row of rows) {
    const leaves = kinds.get(row.kind) ?? [];
    kinds.set(row.kind, leaves);
    leaves.push([row.id, row.digest]);
  }
  return [...kinds].map(([kind, leaves]) => ({
    seal,
    kind,
    rows: leaves.length,
    root: rowsRoot(leaves.map(([, digest]) => digest)),
    leaves,
  }));
}

/** An unreadable row stops sealing: the log must not vouch for it. The operator has to look at it first. */
function readable(row: FoundRow): AuditRow {
  if (!('unreadable' in row)) return row;
  throw new Error(
    `Row ${row.id} of the log cannot be read, so it was changed by hand; see latchkey audit verify.`,
  );
}
