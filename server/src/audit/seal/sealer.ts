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
import { rowDigest, rowsRoot, sealDigest, sealRoot } from './digest.ts';
import { signText } from './signature.ts';

/** Rows under one seal at most: some milliseconds of the event loop. */
export const MOST_ROWS = 1_000;

export interface Sealing {
  store: Pick<SealStore, 'lastSeal' | 'auditAfter' | 'addSeal'>;
  keys: { audit(): AuditKey };
  clock: { now(): number };
}

/**
 * Puts every row that is not under a seal yet under one. Several processes may do so at once on one database: of two
 * that make the same seal one comes first, and the other goes on from there. Resolves to the newest seal.
 */
export async function sealLog(sealing: Sealing): Promise<AuditSeal | null> {
  for (;;) {
    const last = await sealing.store.lastSeal();
    const rows = await sealing.store.auditAfter(last?.lastId ?? 0, MOST_ROWS);
    if (rows.length === 0) return last;
    const { seal, parts } = makeSeal(sealing, last, rows);
    await sealing.store.addSeal(seal, parts);
  }
}

function makeSeal(
  { keys, clock }: Pick<Sealing, 'keys' | 'clock'>,
  last: AuditSeal | null,
  rows: FoundRow[],
): { seal: AuditSeal; parts: AuditSealPart[] } {
  const number = (last?.number ?? 0) + 1;
  const parts = partsOf(number, rows.map(readable));
  const key = keys.audit();
  const unsigned = {
    number,
    firstId: (last?.lastId ?? 0) + 1,
    lastId: rows.at(-1)?.id ?? 0,
    at: clock.now(),
    root: sealRoot(parts),
    previous: last === null ? '' : sealDigest(last),
    keyId: key.id,
  };
  return { seal: { ...unsigned, signature: signText(key, sealDigest(unsigned)) }, parts };
}

function partsOf(seal: number, rows: AuditRow[]): AuditSealPart[] {
  const kinds = new Map<AuditKind, SealedRow[]>();
  for (const row of rows) {
    const leaves = kinds.get(row.kind) ?? [];
    kinds.set(row.kind, leaves);
    leaves.push([row.id, rowDigest(row)]);
  }
  return [...kinds].map(([kind, leaves]) => ({
    seal,
    kind,
    rows: leaves.length,
    root: rowsRoot(leaves.map(([, digest]) => digest)),
    leaves,
  }));
}

/** A row that cannot be read is not vouched for: nothing is sealed from there on until somebody has looked. */
function readable(row: FoundRow): AuditRow {
  if (!('unreadable' in row)) return row;
  throw new Error(
    `Row ${row.id} of the log cannot be read, so it was changed by hand; see latchkey audit verify.`,
  );
}
