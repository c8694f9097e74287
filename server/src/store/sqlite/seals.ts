import type { FoundRow } from '../../model/index.ts';
import { auditAfter } from '../sql/audit.ts';
import { integer, nullable, text } from '../sql/codecs.ts';
import * as sql from '../sql/seals.ts';
import type { RowReader } from '../sql/table.ts';
import { audit, auditKind, auditSealParts, auditSeals } from '../sql/tables.ts';
import type { SealStore } from '../store.ts';
import type { WriteAudit } from './audit.ts';
import type { Database } from './database.ts';
import type { GroupCommit } from './group-commit.ts';

export function sealStore(db: Database, group: GroupCommit, writeAudit: WriteAudit): SealStore {
  const last = db.one(sql.lastSeal, auditSeals.read);
  const after = db.many(auditAfter, foundRow);
  const seals = db.many(sql.sealsAfter, auditSeals.read);
  const parts = db.many(sql.sealParts, auditSealParts.read);
  const kinds = db.many(sql.sealedKinds, (row) => auditKind.read(row.next(), 'audit_seal_parts.kind'));
  const old = db.many(sql.sealedBefore, auditSealParts.read);
  const newestRemoval = db.one(sql.newestRemoval, (row) => text.read(row.next(), 'audit.detail'));
  const firstKept = db.one(sql.firstKeptSeal, (row) => nullable(integer).read(row.next(), 'seal'));
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
    sealedKinds: async () => kinds({}),

    addSeal: (seal, made) =>
      group.write(() => {
        if ((last({})?.number ?? 0) !== seal.number - 1) return 'behind';
        insert(auditSeals.parameters(seal));
        for (const part of made) insertPart(auditSealParts.parameters(part));
        return 'sealed';
      }),

    async sealedBefore(wanted, limit) {
      const found = wanted.flatMap(({ kind, before }) => old({ kind, before, limit }));
      return found.toSorted((one, other) => one.seal - other.seal).slice(0, limit);
    },

    removeSealedRows: (gone, event) =>
      group.write(() => {
        const through = goneBefore(newestRemoval({}));
        for (const { kind, seal } of gone) through[kind] = Math.max(seal, through[kind] ?? 0);
        const rows = gone.reduce((sum, { seal, kind }) => sum + removeRows({ seal, kind }), 0);
        for (const { seal, kind } of gone) forget({ seal, kind });
        const firstSeal = firstKept({ through: JSON.stringify(through) }) ?? 1;
        removePartsBefore({ seal: firstSeal });
        removeSealsBefore({ seal: firstSeal });
        writeAudit([event({ rows, through, firstSeal })]);
        return rows;
      }),
  };
}

/**
 * How far each kind had left, by the last entry that says so. What the seals' own parts look like does not count:
 * whoever emptied one by hand would have it vouched for.
 */
function goneBefore(detail: string | null): Record<string, number> {
  try {
    const { through }: { through?: Record<string, unknown> } = JSON.parse(detail ?? '{}');
    const said = Object.entries(through ?? {});
    return Object.fromEntries(said.filter((each): each is [string, number] => typeof each[1] === 'number'));
  } catch {
    return {};
  }
}

/** Somebody may have put anything into the file; that is to be reported and not to end the report. */
function foundRow(row: RowReader): FoundRow {
  const id = integer.read(row.next(), 'audit.id');
  try {
    return { id, ...audit.read(row) };
  } catch {
    return { id, unreadable: true };
  }
}
