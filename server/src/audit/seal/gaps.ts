import { DAY } from '../../lib/clock.ts';
import type { AuditSeal, AuditSealPart, FoundRow, Instant } from '../../model/index.ts';
import { sealDigest } from './digest.ts';
import type { Finding } from './finding.ts';
import { isForged, readRemoval, type SignedRemoval } from './removal.ts';
import { daysAt, type Retention } from './retention.ts';
import type { AuditKeys } from './signature.ts';

/**
 * The largest difference accepted between the clock of the process that removed rows and this one's, in
 * milliseconds.
 */
const AHEAD = 60_000;

/**
 * Compares missing rows and seals with the signed rows that record removals, and those with the retention
 * rule.
 */
export class Gaps {
  readonly #keys: AuditKeys;
  readonly #retention: Retention;
  readonly #now: Instant;
  #firstSeal = 1;
  #lastSeal = 0;
  readonly #gone: AuditSealPart[] = [];
  readonly #removals: SignedRemoval[] = [];
  readonly #digests = new Map<number, string>();
  readonly #forged: Finding[] = [];

  constructor({ keys, retention, now }: { keys: AuditKeys; retention: Retention; now: Instant }) {
    this.#keys = keys;
    this.#retention = retention;
    this.#now = now;
  }

  /** @param gone the parts whose rows have left */
  addSeal(seal: AuditSeal, gone: readonly AuditSealPart[]): void {
    if (this.#digests.size === 0) this.#firstSeal = seal.number;
    this.#lastSeal = seal.number;
    this.#digests.set(seal.number, sealDigest(seal));
    this.#gone.push(...gone);
  }

  /** Accepts any rows, sealed or not: only their signature counts. */
  addRows(rows: readonly FoundRow[]): void {
    for (const row of rows) {
      const removal = readRemoval(this.#keys, row);
      if (removal) this.#removals.push(removal);
      else if (isForged(this.#keys, row)) {
        const text = `row ${row.id} says what has left the log, and was not written by this Latchkey`;
        this.#forged.push({ what: 'inserted', row: row.id, text });
      }
    }
  }

  /**
   * Returns the digest of a seal that was removed by rule, to compare with a note taken when it was there.
   */
  digestOfGone(number: number): string | null {
    const seals = this.#trusted().flatMap((removal) => removal.seals);
    return seals.find((seal) => seal.number === number)?.digest ?? null;
  }

  problems(): Finding[] {
    const trusted = this.#trusted();
    const problems = [...this.#forged, ...this.#removals.flatMap((removal) => this.#problemsOf(removal))];
    for (const { seal, kind, rows, root } of this.#gone) {
      const left = trusted.some(({ through }) => seal <= (through[kind] ?? 0));
      const named = trusted
        .flatMap(({ parts }) => parts)
        .filter((part) => part.seal === seal && part.kind === kind);
      if (left && named.every((part) => part.root === root && part.rows === rows)) continue;
      const text = `${rows} rows of ${kind} under seal ${seal} are gone, and no entry says that they left`;
      problems.push({ what: 'missing', seal, text });
    }
    const begins = Math.max(1, ...trusted.map(({ firstSeal }) => firstSeal));
    if (this.#firstSeal > begins) {
      const text = `the log begins with seal ${this.#firstSeal}, and no entry says that earlier ones left`;
      problems.push({ what: 'cut', seal: this.#firstSeal, text });
    }
    return problems;
  }

  /** Only removals from this log, not from a copy of it that diverged. */
  #trusted(): SignedRemoval[] {
    return this.#removals.filter(({ head }) => this.#digests.get(head.number) === head.digest);
  }

  #problemsOf({ row, at, parts, head }: SignedRemoval): Finding[] {
    const problems: Finding[] = [];
    if (head.number > this.#lastSeal) {
      problems.push({
        what: 'cut',
        row,
        text: `the log ends before seal ${head.number}, which row ${row} names`,
      });
    } else if (head.number >= this.#firstSeal && this.#digests.get(head.number) !== head.digest) {
      problems.push({ what: 'inserted', row, text: `row ${row} tells what left another log than this one` });
    }
    if (at > this.#now + AHEAD) {
      problems.push({
        what: 'early',
        row,
        text: `row ${row} says that rows left at a time in the future`,
      });
    }
    for (const { seal, kind, rows, sealedAt } of parts) {
      const days = daysAt(this.#retention, kind, at);
      if (at - sealedAt >= days * DAY) continue;
      const text = `${rows} rows of ${kind} under seal ${seal} left after ${Math.floor((at - sealedAt) / DAY)} days, and the configuration keeps them for ${days}`;
      problems.push({ what: 'early', seal, row, text });
    }
    return problems;
  }
}
