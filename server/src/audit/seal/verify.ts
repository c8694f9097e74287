import type { AddedToSchema, AuditSeal } from '../../model/index.ts';
import type { SealStore, StoredRow } from '../../store/store.ts';
import { sealDigest } from './digest.ts';
import { addedInWords, type Finding, finding } from './finding.ts';
import { Gaps } from './gaps.ts';
import type { Retention } from './retention.ts';
import { type AuditKeys, isGenuine } from './signature.ts';
import { type Looked, type LookingStore, lookUnder, ROWS, removalsIn } from './under.ts';

export interface Verifying {
  store: LookingStore & Pick<SealStore, 'sealsAfter' | 'addedToSchema'>;
  keys: AuditKeys;
  clock: { now(): number };
  /** The rules for how long rows are kept. */
  retention: Retention;
  /** Looks under some of the seals in another thread, or returns `null`. */
  beside?: (seals: readonly AuditSeal[]) => Promise<Looked[]> | null;
}

/** A seal's number and digest, noted outside the database at an earlier time. */
export interface KnownHead {
  number: number;
  digest: string;
}

export interface Verified {
  seals: number;
  /** The number of sealed and unchanged rows. */
  sound: number;
  /** The number of rows that no seal covers yet. */
  unsealed: number;
  /**
   * The newest seal. An operator who notes it elsewhere can later detect that the end of the log was cut off.
   */
  head: KnownHead | null;
}

/** Seals read at a time. */
const SEALS = 100;
/** The most triggers and views that are named. */
const MOST_ADDED = 20;

/**
 * Compares the whole log with its seals and reports every difference through `report`, row by row: changed,
 * missing, inserted and moved rows, and seals that were altered, removed or forged.
 *
 * An attacker who can write to the database but lacks the master key cannot make a seal, so the only
 * undetected change is to cut off the end. Pass a `known` head from an earlier time to detect that.
 */
export async function verifyLog(
  { store, keys, clock, retention, beside }: Verifying,
  report: (finding: Finding) => void,
  known: KnownHead | null = null,
): Promise<Verified> {
  for (const problem of schemaProblems(await store.addedToSchema(MOST_ADDED))) report(problem);
  const gaps = new Gaps({ keys, retention, now: clock.now() });
  let previous: AuditSeal | null = null;
  let [seals, sound] = [0, 0];
  let foundHead = known === null;

  for (;;) {
    const page: AuditSeal[] = await store.sealsAfter(previous?.number ?? 0, SEALS);
    if (page.length === 0) break;
    const looked = await lookUnderAll(store, page, beside);
    for (const [at, seal] of page.entries()) {
      if (previous === null) for (const problem of await rowsBefore(store, seal)) report(problem);
      for (const problem of chainProblems(seal, previous)) report(problem);
      if (!isGenuine(keys, seal)) {
        report(finding('seal', seal, `seal ${seal.number} was not made by this Latchkey`));
      }
      const under = looked[at] ?? (await lookUnder(store, seal));
      for (const problem of under.problems) report(problem);
      gaps.addSeal(seal, under.gone);
      gaps.addRows(under.removals);
      sound += under.sound;
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
    gaps.addRows(removalsIn(rows));
  }
  if (known && !foundHead) for (const problem of missingHead(known, previous, gaps)) report(problem);
  for (const problem of gaps.problems()) report(problem);
  const head = previous && { number: previous.number, digest: sealDigest(previous) };
  return { seals, sound, unsealed, head };
}

/** Has the other thread look under the first half of many seals, where there is one. */
async function lookUnderAll(
  store: Verifying['store'],
  seals: readonly AuditSeal[],
  beside: Verifying['beside'],
): Promise<Looked[]> {
  const half = seals.length < SEALS ? 0 : SEALS / 2;
  const first = (half > 0 && beside?.(seals.slice(0, half))) || null;
  const own = async () => {
    const looked: Looked[] = [];
    for (const seal of first ? seals.slice(half) : seals) looked.push(await lookUnder(store, seal));
    return looked;
  };
  return (await Promise.all([first ?? [], own()])).flat();
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

/** A trigger can remove a row before any seal is made, and a view can replace a table. */
function schemaProblems(added: AddedToSchema[]): Finding[] {
  return added.map((each) => ({
    what: 'schema',
    text: `the database has ${addedInWords(each)}, which is none of Latchkey's and can keep rows from the log`,
  }));
}

/** All rows below the first seal have been removed, so any row found there was inserted. */
async function rowsBefore(store: Verifying['store'], first: AuditSeal): Promise<Finding[]> {
  const rows = await store.storedAfter(Number.MIN_SAFE_INTEGER, ROWS);
  return rows
    .filter(({ id }) => id < first.firstId)
    .map(({ id }) => finding('inserted', first, `row ${id} stands before everything that was sealed`, id));
}

async function* rowsAfter(store: Verifying['store'], id: number): AsyncGenerator<StoredRow[]> {
  for (let after = id; ; ) {
    const page = await store.storedAfter(after, ROWS);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)?.id ?? after;
  }
}

/** A noted seal that no longer exists was removed by rule or cut off. */
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
