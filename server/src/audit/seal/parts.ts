import type { AuditSeal, AuditSealPart, FoundSealPart } from '../../model/index.ts';
import type { StoredRow } from '../../store/store.ts';
import { rowsRoot, sealRoot } from './digest.ts';
import { type Finding, finding, LONGEST_NAME } from './finding.ts';

type UnreadablePart = Extract<FoundSealPart, { unreadable: true }>;

export function readable(found: readonly FoundSealPart[]): {
  parts: AuditSealPart[];
  unreadable: UnreadablePart[];
} {
  return {
    parts: found.flatMap((part) => ('unreadable' in part ? [] : [part])),
    unreadable: found.flatMap((part) => ('unreadable' in part ? [part] : [])),
  };
}

function unreadableProblem(seal: AuditSeal, { kind }: UnreadablePart): Finding {
  const rows = `its ${JSON.stringify(kind.slice(0, LONGEST_NAME))} rows`;
  return finding('seal', seal, `what seal ${seal.number} says of ${rows} cannot be read any more`);
}

/** Rows that no readable part names can be judged only if all parts are readable. */
export function namedIn(parts: readonly AuditSealPart[], rows: readonly StoredRow[]): StoredRow[] {
  const named = new Set(parts.flatMap(({ leaves }) => leaves ?? []).map(([id]) => id));
  return rows.filter(({ id }) => named.has(id));
}

/** Returns what is wrong with the parts of a seal. If a part cannot be read, returns that alone. */
export function partProblems(
  seal: AuditSeal,
  parts: AuditSealPart[],
  unreadable: UnreadablePart[],
): Finding[] {
  if (unreadable.length > 0) return unreadable.map((part) => unreadableProblem(seal, part));
  const problems: Finding[] = [];
  if (sealRoot(parts) !== seal.root) {
    problems.push(finding('seal', seal, `the list of rows in seal ${seal.number} was changed`));
  }
  for (const { kind, root, leaves } of parts) {
    if (leaves !== null && rowsRoot(leaves.map(([, digest]) => digest)) !== root) {
      const text = `the digests of the ${kind} rows ${seal.firstId} to ${seal.lastId} were changed`;
      problems.push(finding('seal', seal, text));
    }
  }
  // The signed roots cover digests only, so the row numbers beside them could be altered. Each digest covers
  // its row's number.
  for (const id of repeated(parts.flatMap(({ leaves }) => leaves ?? []).map(([row]) => row))) {
    const text = `the list of rows in seal ${seal.number} names row ${id} twice, in place of another`;
    problems.push(finding('seal', seal, text, id));
  }
  return problems;
}

function repeated(ids: readonly number[]): Set<number> {
  const seen = new Set<number>();
  return new Set(ids.filter((id) => seen.size === seen.add(id).size));
}
