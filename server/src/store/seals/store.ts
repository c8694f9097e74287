import type { AuditKind, FoundRow, FoundSealPart } from '../../model/index.ts';
import { audit, auditKind } from '../audit/rows.ts';
import { auditAfter } from '../audit/statements.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { integer, text } from '../table/codecs.ts';
import { RowReader } from '../table/row.ts';
import type { Database, Transactions } from '../transactions.ts';
import { auditSealParts, auditSeals } from './rows.ts';
import * as sql from './statements.ts';
import type { SealStore, StoredRow, Through } from './verbs.ts';

/** The most removal rows that are read from the end: an attacker may have forged many. */
export const LOOK_BACK = 100;
/** Seal parts at the beginning of the log that are read at a time. */
const PARTS_AT_ONCE = 200;

export function sealStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
  settled: () => Promise<number>,
): Omit<SealStore, 'addedToSchema'> {
  const last = db.one(sql.lastSeal, auditSeals.read);
  const after = db.many(auditAfter, foundRow);
  const storedAfter = db.many(auditAfter, storedRow);
  const seals = db.many(sql.sealsAfter, auditSeals.read);
  const parts = db.many(sql.sealParts, foundPart);
  const oldest = db.one(sql.oldestSealed, auditSeals.read);
  const newestRemovals = db.many(sql.newestRemovals, foundRow);
  const oldestParts = db.many(sql.oldestParts, (row) => ({
    seal: integer.read(row.next(), 'audit_seal_parts.seal'),
    kind: auditKind.read(row.next(), 'audit_seal_parts.kind'),
    kept: row.next() === 1,
  }));
  const roots = db.many(sql.sealRoots, (row) => ({
    seal: integer.read(row.next(), 'audit_seal_parts.seal'),
    kind: auditKind.read(row.next(), 'audit_seal_parts.kind'),
    rows: integer.read(row.next(), 'audit_seal_parts.rows'),
    root: text.read(row.next(), 'audit_seal_parts.root'),
    isKept: row.next() === 1,
  }));
  const sealsBefore = db.many(sql.sealsBefore, auditSeals.read);
  const insert = db.run(sql.insertSeal);
  const insertParts = db.insertAll(sql.insertSealPart);
  const removeRows = db.run(sql.removeRows);
  const forget = db.run(sql.forgetLeaves);
  const removePartsBefore = db.run(sql.removePartsBefore);
  const removeSealsBefore = db.run(sql.removeSealsBefore);

  return {
    lastSeal: () => tx.read(() => last({})),
    async auditAfter(id, limit) {
      const through = await settled();
      return tx.read(() => after({ id, through, limit }));
    },
    async storedAfter(id, limit) {
      const through = await settled();
      return tx.read(() => storedAfter({ id, through, limit }));
    },
    sealsAfter: (number, limit) => tx.read(() => seals({ number, limit })),
    sealParts: (seal) => tx.read(() => parts({ seal })),
    sealRoots: (range) => tx.read(() => roots(range)),

    async oldestSealed(kind) {
      const seal = await tx.read(() => oldest({ kind }));
      return seal && { kind, seal };
    },

    addSeal: (seal, made) =>
      tx.chore(function* () {
        if (((yield* last({}))?.number ?? 0) !== seal.number - 1) return 'behind';
        yield* insert(auditSeals.parameters(seal));
        yield* insertParts(made.map(auditSealParts.parameters));
        return 'sealed';
      }),

    removeSealedRows: ({ seal, kinds, trusted, audit: row }) =>
      tx.chore(function* () {
        const head = yield* last({});
        if (!head || head.number <= seal.number) return 0;
        const through = { ...goneBefore(yield* newestRemovals({ limit: LOOK_BACK }), trusted) };
        for (const kind of kinds) through[kind] = Math.max(seal.number, through[kind] ?? 0);
        const { firstId: first, lastId } = seal;
        let rows = 0;
        for (const kind of kinds) rows += yield* removeRows({ kind, first, last: lastId });
        let left = 0;
        for (const kind of kinds) left += yield* forget({ seal: seal.number, kind });
        // Another node was first, and has signed for it.
        if (left === 0) return 0;
        const firstSeal = firstKept(yield* oldestParts({ limit: PARTS_AT_ONCE }), through);
        const seals = yield* sealsBefore({ seal: firstSeal });
        yield* removePartsBefore({ seal: firstSeal });
        yield* removeSealsBefore({ seal: firstSeal });
        yield* writeAudit([row({ rows, through, left: seals, firstSeal, head })]);
        return rows;
      }),
  };
}

/**
 * Returns how far each kind was removed, by the last trusted row. The parts of the seals do not count: an
 * attacker who emptied one by hand would have the removal confirmed.
 */
export function goneBefore(rows: FoundRow[], trusted: (row: FoundRow) => Through | null): Through {
  for (const row of rows) {
    const through = trusted(row);
    if (through) return through;
  }
  return {};
}

/**
 * Returns the first seal with rows that are, or should be, present, within one read. Earlier ones are not
 * needed.
 */
function firstKept(parts: { seal: number; kind: AuditKind; kept: boolean }[], through: Through): number {
  const needed = parts.find(({ seal, kind, kept }) => kept || seal > (through[kind] ?? 0));
  return (needed ?? parts.at(-1))?.seal ?? 1;
}

/** An attacker may have written any value into the file; it has to be reported without ending the report. */
export function foundRow(row: RowReader): FoundRow {
  const id = integer.read(row.next(), 'audit.id');
  try {
    return { id, ...audit.read(row) };
  } catch {
    return { id, unreadable: true };
  }
}

function storedRow(row: RowReader): StoredRow {
  const columns = row.all();
  const [id, kind] = columns;
  return { id: integer.read(id, 'audit.id'), kind, columns, found: () => foundRow(new RowReader(columns)) };
}

function foundPart(row: RowReader): FoundSealPart {
  const seal = integer.read(row.next(), 'audit_seal_parts.seal');
  const kind = String(row.next());
  try {
    const part = auditSealParts.read(row);
    const whole = (part.leaves ?? []).every(
      (leaf: unknown) =>
        Array.isArray(leaf) &&
        Number.isSafeInteger(leaf[0]) &&
        typeof leaf[1] === 'string' &&
        leaf.length === 2,
    );
    if (whole) return part;
  } catch {
    // Reported like a readable part with invalid contents.
  }
  return { seal, kind, unreadable: true };
}
