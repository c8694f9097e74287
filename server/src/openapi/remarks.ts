import type { Bases } from './servers.ts';

/** The most items listed; the rest is given as a number. */
const MOST_LISTED = 10;

/** Returns the first of many, and the number of the rest. */
export function listed(all: Iterable<string>): string {
  const each = [...all];
  const more = each.length - MOST_LISTED;
  return each.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Sentences for `doctor` about how a document is read, where that is not a fault. */
export class Remarks {
  readonly #bases = new Set<string>();
  readonly #ownBase: string[] = [];
  readonly #unreachable: string[] = [];
  readonly #oneCall: string[] = [];

  /** Adds servers whose paths differ from the one that the operations hang below. */
  otherBases({ others }: Bases): void {
    for (const base of others) this.#bases.add(base === '' ? '/' : base);
  }

  /** Adds an operation that hangs below the path of its own server. */
  ownBase(operation: string): void {
    this.#ownBase.push(operation);
  }

  /** Adds a path that no request can have. */
  unreachable(path: string): void {
    this.#unreachable.push(path);
  }

  /** Adds an operation that differs from another only in its query, and has the same needs. */
  oneCall(operation: string, other: string): void {
    this.#oneCall.push(`${operation} as ${other}`);
  }

  sentences(): string[] {
    return [
      this.#bases.size > 0 &&
        `The paths of the document hang below its first server alone. Calls below those of the others match no operation: ${listed(this.#bases)}. Put the one that your API has first.`,
      this.#ownBase.length > 0 &&
        `Below the path of a server of their own, on every host of the API: ${listed(this.#ownBase)}.`,
      this.#unreachable.length > 0 && `No call could have these paths: ${listed(this.#unreachable)}.`,
      this.#oneCall.length > 0 &&
        `Told apart by their query or fragment alone, and judged as one: ${listed(this.#oneCall)}.`,
    ].filter((each) => each !== false);
  }
}
