import type { AuditKind, FoundRow, FoundSealPart } from '../../model/index.ts';
import { audit, auditKind } from '../audit/rows.ts';
import { auditAfter } from '../audit/statements.ts';
import type { WriteAudit } from '../audit/store.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { integer, oneOf, text } from '../table/codecs.ts';
import type { RowReader } from '../table/table.ts';
import { auditSealParts, auditSeals } from './rows.ts';
import * as sql from './statements.ts';
import type { SealStore } from './verbs.ts';

/** The most removal rows that are read from the end: an attacker may have forged many. */
const LOOK_BACK = 100;
const schemaType = oneOf('trigger', 'view');
/** Seal parts at the beginning of the log that are read at a time. */
const PARTS_AT_ONCE = 200;

export function sealStore(db: Database, group: GroupCommit, writeAudit: WriteAudit): SealStore {
  const last = db.one(sql.lastSeal, auditSeals.read);
  const after = db.many(auditAfter, foundRow);
  const seals = db.many(sql.sealsAfter, auditSeals.read);
  const parts = db.many(sql.sealParts, foundPart);
  const added = db.many(sql.addedToSchema, (row) => ({
    type: schemaType.read(row.next(), 'sqlite_master.type'),
    name: text.read(row.next(), 'sqlite_master.name'),
    table: text.read(row.next(), 'sqlite_master.tbl_name'),
  }));
  const oldest = db.one(sql.oldestSealed, auditSeals.read);
  const newestRemovals = db.many(sql.newestRemovals, foundRow);
  const oldestParts = db.many(sql.oldestParts, (row) => ({
    seal: integer.read(row.next(), 'audit_seal_parts.seal'),
    kind: auditKind.read(row.next(), 'audit_seal_parts.kind'),
    kept: row.next() === 1,
  }));
  const sealsBefore = db.many(sql.sealsBefore, auditSeals.read);
  const insert = db.run(sql.insertSeal);
  const insertPart = db.run(sql.insertSealPart);
  const removeRows = db.run(sql.removeRows);
  const forget = db.run(sql.forgetLeaves);
  const removePartsBefore = db.run(sql.removePartsBefore);
  const removeSealsBefore = db.run(sql.removeSealsBefore);

  return {
    lastSeal: async () => last({}),
    auditAfter: async (id, limit) => after({ id, limit }),
    sealsAfter: async (number, limit) => seals({ number, limit }),
    sealParts: async (seal) => parts({ seal }),
    addedToSchema: async (limit) => added({ limit }),

    async oldestSealed(kind) {
      const seal = oldest({ kind });
      return seal && { kind, seal };
    },

    addSeal: (seal, made) =>
      group.write(() => {
        if ((last({})?.number ?? 0) !== seal.number - 1) return 'behind';
        insert(auditSeals.parameters(seal));
        for (const part of made) insertPart(auditSealParts.parameters(part));
        return 'sealed';
      }),

    removeSealedRows: ({ seal, kinds, trusted, audit: row }) =>
      group.write(() => {
        const head = last({});
        if (!head || head.number <= seal.number) return 0;
        const through = { ...goneBefore(newestRemovals({ limit: LOOK_BACK }), trusted) };
        for (const kind of kinds) through[kind] = Math.max(seal.number, through[kind] ?? 0);
        const { firstId: first, lastId } = seal;
        const rows = kinds.reduce((sum, kind) => sum + removeRows({ kind, first, last: lastId }), 0);
        for (const kind of kinds) forget({ seal: seal.number, kind });
        const firstSeal = firstKept(oldestParts({ limit: PARTS_AT_ONCE }), through);
        const left = sealsBefore({ seal: firstSeal });
        removePartsBefore({ seal: firstSeal });
        removeSealsBefore({ seal: firstSeal });
        writeAudit([row({ rows, through, left, firstSeal, head })]);
        return rows;
      }),
  };
}

type Through = Partial<Record<AuditKind, number>>;

/**
 * Returns how far each kind was removed, by the last trusted row. The parts of the seals do not count: an
 * attacker who emptied one by hand would have the removal confirmed.
 */
function goneBefore(rows: FoundRow[], trusted: (row: FoundRow) => Through | null): Through {
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
function foundRow(row: RowReader): FoundRow {
  const id = integer.read(row.next(), 'audit.id');
  try {
    return { id, ...audit.read(row) };
  } catch {
    return { id, unreadable: true };
  }
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
