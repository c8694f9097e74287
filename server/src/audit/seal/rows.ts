import type { AuditKind, AuditRow, AuditSeal, AuditSealPart, FoundRow } from '../../model/index.ts';
import type { StoredRow } from '../../store/store.ts';
import { rowDigest, storedDigest } from './digest.ts';
import { type Finding, finding } from './finding.ts';

/** The number of positions that are searched for a row that was moved. */
const MOST_TRIED = 200;

/** Compares the rows under one seal with the digests that the seal has of them. */
export function compareRows(
  seal: AuditSeal,
  parts: readonly AuditSealPart[],
  rows: readonly StoredRow[],
): { problems: Finding[]; sound: number } {
  const sealed = new Map(
    parts.flatMap(({ kind, leaves }) =>
      (leaves ?? []).map(([id, digest]) => [id, { kind, digest }] as const),
    ),
  );
  const gone = new Set(parts.filter(({ leaves }) => leaves === null).map(({ kind }) => kind));
  const problems: Finding[] = [];
  const sound = new Set<number>();
  const differing: AuditRow[] = [];

  for (const stored of rows) {
    const expected = sealed.get(stored.id);
    if (expected && storedDigest(stored.columns) === expected.digest) {
      sound.add(stored.id);
      continue;
    }
    const row = stored.found();
    if (!expected) problems.push(inserted(seal, row, gone));
    else if ('unreadable' in row) {
      problems.push(
        finding('unreadable', seal, `row ${row.id} (${expected.kind}) cannot be read any more`, row.id),
      );
    } else if (rowDigest(row) === expected.digest) sound.add(row.id);
    else differing.push(row);
  }
  const present = new Set(rows.map(({ id }) => id));
  for (const [id, { kind }] of sealed) {
    if (!present.has(id)) problems.push(finding('missing', seal, `row ${id} (${kind}) is missing`, id));
  }
  const places = [...sealed.keys()].filter((id) => !sound.has(id)).slice(0, MOST_TRIED);
  problems.push(...differing.map((row) => movedOrChanged(seal, row, sealed, places)));
  return {
    problems: problems.toSorted((one, other) => (one.row ?? 0) - (other.row ?? 0)),
    sound: sound.size,
  };
}

function inserted(seal: AuditSeal, row: FoundRow, gone: ReadonlySet<AuditKind>): Finding {
  const what = 'unreadable' in row ? '' : ` (${row.kind})`;
  const back = !('unreadable' in row) && gone.has(row.kind);
  const why = back ? 'stands where the rows of its kind have left' : 'was not there when the seal was made';
  return finding('inserted', seal, `row ${row.id}${what} ${why}`, row.id);
}

/** A row that matches the digest of another id was moved there. */
function movedOrChanged(
  seal: AuditSeal,
  row: AuditRow,
  sealed: ReadonlyMap<number, { kind: AuditKind; digest: string }>,
  places: readonly number[],
): Finding {
  const from = places.find((id) => id !== row.id && rowDigest({ ...row, id }) === sealed.get(id)?.digest);
  if (from !== undefined) {
    return finding('moved', seal, `row ${row.id} holds what row ${from} held (${row.kind})`, row.id);
  }
  const was = sealed.get(row.id)?.kind;
  const kind = was === row.kind ? row.kind : `${was}, now ${row.kind}`;
  return finding('changed', seal, `row ${row.id} (${kind}) was changed`, row.id);
}
