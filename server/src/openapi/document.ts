/** Where in which file something stands; lines and columns begin at 1. */
export interface Position {
  file: string;
  line: number;
  column: number;
}

/** Something wrong in an OpenAPI document: where, in which operation if in one, and what. */
export interface Fault extends Position {
  operation: string | null;
  problem: string;
}

/** Collects what is wrong, under the place where it stands. */
export type Complain = (at: Position, problem: string) => void;

/** A mapping, a list, or text, a number, a truth value or nothing. */
export type Contents = Map<string, Place> | Place[] | string | number | boolean | bigint | null;

/**
 * A place in a YAML or JSON document: its value, and how to go deeper without losing the line it stands on.
 * Everything that is read from a document is read through this, so that every complaint can name its line.
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

  /** The same for two places that hold one mapping or list, as an alias does: where a walk has been already. */
  get identity(): object | null {
    return typeof this.#contents === 'object' ? this.#contents : null;
  }

  /** Keys of a mapping with the place of each value, in order; `null` when this is no mapping. */
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

  /** Text, a number, a truth value or nothing; `null` for a mapping or a list. */
  scalar(): Exclude<Contents, object> {
    return typeof this.#contents === 'object' ? null : this.#contents;
  }

  truth(): boolean | null {
    return typeof this.#contents === 'boolean' ? this.#contents : null;
  }
}

/** A document, as far as it could be read, and what could not. */
export interface Parsed {
  root: Place;
  faults: Fault[];
}
