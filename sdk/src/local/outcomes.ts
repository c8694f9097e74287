import type { ReuseClaim } from '../../../wire/reuse.ts';
import type { Caller } from '../types.ts';
import type { Question } from './question.ts';

/** An allowed call, with the conditions under which it applies to others. */
export interface Outcome {
  caller: Caller;
  /** Headers for the API's own answer, except those about limits. */
  headers: Record<string, string>;
  /** The decision as Latchkey signed it. */
  identity: string;
  reuse: ReuseClaim;
  /** When it was requested, in monotonic milliseconds. */
  askedAt: number;
}

/** Calls with the same outcome: their paths differ only in open segments. */
interface Shape {
  id: string;
  open: [index: number, not: Set<string>][];
  ip: boolean;
}

const MOST_OUTCOMES = 10_000;
const MOST_SHAPES = 64;
/** A segment of these characters has only one reading. */
const PLAIN = /^[A-Za-z0-9_-]{1,128}$/;

/** Latchkey's decisions, indexed by all their inputs. Refusals are not kept: each is asked for again. */
export class Outcomes {
  #kept = new Map<string, Outcome>();
  #shapes = new Map<string, Shape[]>();
  /** The headers that outcomes depend on, for all outcomes of one API. */
  #same: string[] = [];
  #without: string[] = [];

  find(question: Question): Outcome | null {
    for (const shape of this.#shapes.get(kindOf(question)) ?? []) {
      const key = this.#key(shape, question);
      const outcome = key === null ? undefined : this.#kept.get(key);
      if (outcome) return outcome;
    }
    return null;
  }

  keep(question: Question, outcome: Outcome): void {
    const { reuse } = outcome;
    if (!sameList(this.#same, reuse.same) || !sameList(this.#without, reuse.without)) {
      this.clear();
      this.#same = reuse.same;
      this.#without = reuse.without;
    }
    const shape = this.#shape(question, reuse);
    const key = this.#key(shape, question);
    if (key === null) return;
    this.#kept.delete(key);
    this.#kept.set(key, outcome);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_OUTCOMES && oldest !== undefined) this.#kept.delete(oldest);
  }

  /** Drops the outcomes that depend on one of `tags`. */
  drop(tags: readonly string[]): void {
    for (const [key, { reuse }] of this.#kept) {
      if (reuse.tags.some((tag) => tags.includes(tag))) this.#kept.delete(key);
    }
  }

  clear(): void {
    this.#kept = new Map();
    this.#shapes = new Map();
  }

  #shape(question: Question, { open, ip }: ReuseClaim): Shape {
    const free = Object.entries(open)
      .filter(([index, not]) => isFree(question.segments[Number(index)], new Set(not)))
      .sort(([one], [other]) => Number(one) - Number(other));
    const id = JSON.stringify([free, ip]);
    const kind = kindOf(question);
    const shapes = this.#shapes.get(kind) ?? [];
    const known = shapes.find((each) => each.id === id);
    if (known) return known;
    if (shapes.length >= MOST_SHAPES) shapes.length = 0;
    const shape: Shape = { id, ip, open: free.map(([index, not]) => [Number(index), new Set(not)]) };
    shapes.push(shape);
    this.#shapes.set(kind, shapes);
    return shape;
  }

  #key({ id, open, ip }: Shape, question: Question): string | null {
    if (this.#without.some((name) => question.header(name) !== undefined)) return null;
    const segments = [...question.segments];
    for (const [index, not] of open) {
      if (!isFree(segments[index], not)) return null;
      segments[index] = '*';
    }
    const { method, host, token } = question;
    const headers = this.#same.map((name) => question.header(name) ?? null);
    return JSON.stringify([id, method, host, segments, token, ip ? question.ip : null, headers]);
  }
}

function kindOf({ method, segments }: Question): string {
  return `${method} ${segments.length}`;
}

function isFree(segment: string | undefined, not: ReadonlySet<string>): boolean {
  return segment !== undefined && PLAIN.test(segment) && !not.has(segment.toLowerCase());
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
