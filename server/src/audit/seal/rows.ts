import type { AuditKind, AuditSeal, AuditSealPart, FoundRow } from '../../model/index.ts';
import type { StoredRow } from '../../store/store.ts';
import { rowDigest, storedDigest } from './digest.ts';
import { type Finding, finding } from './finding.ts';

/** The number of positions that are searched for a row that was moved. */
const MOST_TRIED = 200;

/** How a seal has one row. */
interface Sealed {
  kind: AuditKind;
  digest: string;
}

/** Compares the rows under one seal with the digests that the seal has of them. */
export function compareRows(
  seal: AuditSeal,
  parts: readonly AuditSealPart[],
  rows: readonly StoredRow[],
): { problems: Finding[]; sound: number } {
  const sealed = new Map<number, Sealed>();
  for (const { kind, leaves } of parts) {
    for (const [id, digest] of leaves ?? []) sealed.set(id, { kind, digest });
  }
  const gone = new Set(parts.filter(({ leaves }) => leaves === null).map(({ kind }) => kind));
  const problems: Finding[] = [];
  const differing: FoundRow[] = [];
  let sound = 0;
  // A row that is as it was leaves the map. So it ends with those that are not, which are few.
  for (const stored of rows) {
    const expected = sealed.get(stored.id);
    const row = expected && storedDigest(stored.columns) === expected.digest ? null : stored.found();
    if (row === null || (!('unreadable' in row) && rowDigest(row) === expected?.digest)) {
      sealed.delete(stored.id);
      sound++;
    } else if (expected) differing.push(row);
    else problems.push(inserted(seal, row, gone));
  }
  const present = new Set(differing.map(({ id }) => id));
  for (const [id, { kind }] of sealed) {
    if (!present.has(id)) problems.push(finding('missing', seal, `row ${id} (${kind}) is missing`, id));
  }
  const places = [...sealed.keys()].slice(0, MOST_TRIED);
  problems.push(...differing.map((row) => unsound(seal, row, sealed, places)));
  return {
    problems: problems.toSorted((one, other) => (one.row ?? 0) - (other.row ?? 0)),
    sound,
  };
}

function inserted(seal: AuditSeal, row: FoundRow, gone: ReadonlySet<AuditKind>): Finding {
  const what = 'unreadable' in row ? '' : ` (${row.kind})`;
  const back = !('unreadable' in row) && gone.has(row.kind);
  const why = back ? 'stands where the rows of its kind have left' : 'was not there when the seal was made';
  return finding('inserted', seal, `row ${row.id}${what} ${why}`, row.id);
}

/** A row that matches the digest of another id was moved there. */
function unsound(
  seal: AuditSeal,
  row: FoundRow,
  sealed: ReadonlyMap<number, Sealed>,
  places: readonly number[],
): Finding {
  const was = sealed.get(row.id)?.kind;
  if ('unreadable' in row) {
    return finding('unreadable', seal, `row ${row.id} (${was}) cannot be read any more`, row.id);
  }
  const from = places.find((id) => id !== row.id && rowDigest({ ...row, id }) === sealed.get(id)?.digest);
  if (from !== undefined) {
    return finding('moved', seal, `row ${row.id} holds what row ${from} held (${row.kind})`, row.id);
  }
  const kind = was === row.kind ? row.kind : `${was}, now ${row.kind}`;
  return finding('changed', seal, `row ${row.id} (${kind}) was changed`, row.id);
}
