import type { Bases } from './servers.ts';

/** More of them say no more than how many there are. */
const MOST_LISTED = 10;

/** The first of many, and how many more there are. */
export function listed(all: Iterable<string>): string {
  const each = [...all];
  const more = each.length - MOST_LISTED;
  return each.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Remarks for the owner on how a document is read that are no faults, as sentences for `doctor`. */
export class Remarks {
  readonly #bases = new Set<string>();
  readonly #ownBase: string[] = [];
  readonly #unreachable: string[] = [];
  readonly #oneCall: string[] = [];

  /** Servers of the document whose paths are not those that its paths hang below. */
  otherBases({ others }: Bases): void {
    for (const base of others) this.#bases.add(base === '' ? '/' : base);
  }

  /** An operation that hangs below the path of a server of its own. */
  ownBase(operation: string): void {
    this.#ownBase.push(operation);
  }

  /** A path that no request could have. */
  unreachable(path: string): void {
    this.#unreachable.push(path);
  }

  /** An operation that only its query tells from another, which needs the same. */
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
