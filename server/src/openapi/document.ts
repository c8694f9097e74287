/** A position in a file; lines and columns begin at 1. */
export interface Position {
  file: string;
  line: number;
  column: number;
}

/** A fault in an OpenAPI document: its position, the operation if it is in one, and the problem. */
export interface Fault extends Position {
  operation: string | null;
  problem: string;
}

/** Records a fault at a position. */
export type Complain = (at: Position, problem: string) => void;

/** A mapping, a list, or a scalar: text, a number, a boolean or null. */
export type Contents = Map<string, Place> | Place[] | string | number | boolean | bigint | null;

/**
 * A place in a YAML or JSON document: its value, and access to the places below it with their lines.
 * Everything in a document is read through this, so that every fault can name its line.
 */
export class Place implements Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly #contents: Contents;

  constructor({ file, line, column }: Position, contents: Contents) {
    this.file = file;
    this.line = line;
    this.column = column;
    this.#contents = contents;
  }

  /**
   * Equal for two places with the same mapping or list, as with an alias. A walk uses it to visit each only
   * once.
   */
  get identity(): object | null {
    return typeof this.#contents === 'object' ? this.#contents : null;
  }

  /**
   * Returns the keys of a mapping with the place of each value, in order, or `null` if this is not a mapping.
   */
  entries(): [string, Place][] | null {
    return this.#contents instanceof Map ? [...this.#contents] : null;
  }

  items(): Place[] | null {
    return Array.isArray(this.#contents) ? this.#contents : null;
  }

  at(key: string): Place | null {
    return (this.#contents instanceof Map && this.#contents.get(key)) || null;
  }

  text(): string | null {
    return typeof this.#contents === 'string' ? this.#contents : null;
  }

  /** Returns the text, number, boolean or null, or `null` for a mapping or a list. */
  scalar(): Exclude<Contents, object> {
    return typeof this.#contents === 'object' ? null : this.#contents;
  }

  truth(): boolean | null {
    return typeof this.#contents === 'boolean' ? this.#contents : null;
  }
}

/** A document, as far as it could be parsed, with the faults found. */
export interface Parsed {
  root: Place;
  faults: Fault[];
}

/** How deep mappings and lists of a document may be in each other. Readers of documents call themselves for each level. */
const DEEPEST = 500;

/** Thrown for a document that is nested more deeply. */
export class NestedTooDeeply extends Error {}

/** Throws `NestedTooDeeply` at a place that is `depth` levels below the root of its file, if that is too deep. */
export function checkDepth(depth: number): void {
  if (depth > DEEPEST) throw new NestedTooDeeply();
}

/** Returns a document that is nested too deeply, as its one fault. */
export function tooDeep(file: string): Parsed {
  const at: Position = { file, line: 1, column: 1 };
  const problem = `mappings and lists are in each other more than ${DEEPEST} levels deep`;
  return { root: new Place(at, null), faults: [{ ...at, operation: null, problem }] };
}
