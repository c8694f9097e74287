import type { AuditSeal, AuditSealPart, FoundRow } from '../../model/index.ts';
import type { SealStore } from '../../store/store.ts';
import { rowsRoot, sealDigest, sealRoot } from './digest.ts';
import { type Finding, finding } from './finding.ts';
import { Gaps } from './gaps.ts';
import type { Retention } from './retention.ts';
import { compareRows } from './rows.ts';
import { type AuditKeys, isGenuine } from './signature.ts';

export interface Verifying {
  store: Pick<SealStore, 'auditAfter' | 'sealsAfter' | 'sealParts'>;
  keys: AuditKeys;
  clock: { now(): number };
  /** How long rows had to stay. */
  retention: Retention;
}

/** What somebody wrote down of the log at an earlier time: the number of a seal and its digest. */
export interface KnownHead {
  number: number;
  digest: string;
}

export interface Verified {
  seals: number;
  /** Rows that are under a seal and as they were. */
  sound: number;
  /** Rows that no seal vouches for yet. */
  unsealed: number;
  /** The newest seal, to be written down elsewhere: who has it can tell whether the end of the log was cut off. */
  head: KnownHead | null;
}

/** Seals read in one go, and rows. */
const SEALS = 100;
const ROWS = 2_000;

/**
 * Holds the whole log against its seals and tells every difference through `report`, row by row: changed, missing,
 * inserted and moved rows, seals that were altered, removed or made by somebody else.
 *
 * Whoever can write to the database but has not the master key cannot make a seal, so they can at most cut off the
 * end; against that, hand in a `known` head from an earlier time.
 */
export async function verifyLog(
  { store, keys, clock, retention }: Verifying,
  report: (finding: Finding) => void,
  known: KnownHead | null = null,
): Promise<Verified> {
  const gaps = new Gaps({ keys, retention, now: clock.now() });
  let previous: AuditSeal | null = null;
  let [seals, sound] = [0, 0];
  let foundHead = known === null;

  for (;;) {
    const page: AuditSeal[] = await store.sealsAfter(previous?.number ?? 0, SEALS);
    if (page.length === 0) break;
    for (const seal of page) {
      if (previous === null) for (const problem of await rowsBefore(store, seal)) report(problem);
      for (const problem of chainProblems(seal, previous)) report(problem);
      if (!isGenuine(keys, seal)) {
        report(finding('seal', seal, `seal ${seal.number} was not made by this Latchkey`));
      }
      const parts = await store.sealParts(seal.number);
      for (const problem of partProblems(seal, parts)) report(problem);
      gaps.addSeal(seal, parts);
      const rows = await rowsUnder(store, seal);
      gaps.addRows(rows);
      const compared = compareRows(seal, parts, rows);
      for (const problem of compared.problems) report(problem);
      sound += compared.sound.length;
      if (known?.number === seal.number) {
        foundHead = true;
        if (sealDigest(seal) !== known.digest) {
          report(finding('seal', seal, `seal ${seal.number} is not the one that was written down`));
        }
      }
      previous = seal;
      seals++;
    }
  }
  let unsealed = 0;
  for await (const rows of rowsAfter(store, previous?.lastId ?? 0)) {
    unsealed += rows.length;
    gaps.addRows(rows);
  }
  if (known && !foundHead) for (const problem of missingHead(known, previous, gaps)) report(problem);
  for (const problem of gaps.problems()) report(problem);
  const head = previous && { number: previous.number, digest: sealDigest(previous) };
  return { seals, sound, unsealed, head };
}

function chainProblems(seal: AuditSeal, previous: AuditSeal | null): Finding[] {
  if (previous === null) return [];
  const { number } = seal;
  const problems: Finding[] = [];
  if (number !== previous.number + 1) {
    const missing =
      number === previous.number + 2
        ? `seal ${number - 1} is`
        : `seals ${previous.number + 1} to ${number - 1} are`;
    problems.push(finding('seal', seal, `${missing} missing, with what they vouched for`));
  } else if (seal.previous !== sealDigest(previous)) {
    problems.push(
      finding('seal', seal, `seal ${number} does not follow seal ${previous.number} as it is now`),
    );
  }
  if (number === previous.number + 1 && seal.firstId !== previous.lastId + 1) {
    problems.push(finding('seal', seal, `seal ${number} does not begin where seal ${previous.number} ends`));
  }
  return problems;
}

function partProblems(seal: AuditSeal, parts: AuditSealPart[]): Finding[] {
  const problems: Finding[] = [];
  if (sealRoot(parts) !== seal.root) {
    problems.push(finding('seal', seal, `what seal ${seal.number} says of its rows was changed`));
  }
  for (const { kind, root, leaves } of parts) {
    if (leaves !== null && rowsRoot(leaves.map(([, digest]) => digest)) !== root) {
      const text = `the digests of the ${kind} rows ${seal.firstId} to ${seal.lastId} were changed`;
      problems.push(finding('seal', seal, text));
    }
  }
  // A digest holds its row's number, but the signed roots hold digests alone: the numbers beside them can be altered.
  for (const id of repeated(parts.flatMap(({ leaves }) => leaves ?? []).map(([row]) => row))) {
    const text = `what seal ${seal.number} says of its rows names row ${id} twice, in place of another`;
    problems.push(finding('seal', seal, text, id));
  }
  return problems;
}

function repeated(ids: readonly number[]): Set<number> {
  const seen = new Set<number>();
  return new Set(ids.filter((id) => seen.size === seen.add(id).size));
}

async function rowsUnder(store: Verifying['store'], seal: AuditSeal): Promise<FoundRow[]> {
  const rows: FoundRow[] = [];
  for (let after = seal.firstId - 1; ; ) {
    const page = await store.auditAfter(after, ROWS);
    const within = page.filter(({ id }) => id <= seal.lastId);
    rows.push(...within);
    if (within.length < page.length || page.length === 0) return rows;
    after = page.at(-1)?.id ?? seal.lastId;
  }
}

/** Everything below the first seal has left; what stands there was put there. */
async function rowsBefore(store: Verifying['store'], first: AuditSeal): Promise<Finding[]> {
  const rows = await store.auditAfter(Number.MIN_SAFE_INTEGER, ROWS);
  return rows
    .filter(({ id }) => id < first.firstId)
    .map(({ id }) => finding('inserted', first, `row ${id} stands before everything that was sealed`, id));
}

async function* rowsAfter(store: Verifying['store'], id: number): AsyncGenerator<FoundRow[]> {
  for (let after = id; ; ) {
    const page = await store.auditAfter(after, ROWS);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)?.id ?? after;
  }
}

/** A seal that was written down and is not there any more has left by rule, or was cut off. */
function missingHead(known: KnownHead, last: AuditSeal | null, gaps: Gaps): Finding[] {
  const { number, digest } = known;
  if (number > (last?.number ?? 0)) {
    return [{ what: 'cut', text: `the log ends before seal ${number}, which was written down` }];
  }
  const left = gaps.digestOfGone(number);
  if (left === digest) return [];
  const text = left === null ? 'is gone, and no entry says that it left' : 'was not the one that left';
  return [{ what: 'cut', seal: number, text: `seal ${number}, which was written down, ${text}` }];
}
