import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

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

interface Source {
  file: string;
  lines: LineCounter;
  /** Follows an alias to what it stands for. */
  resolve(node: unknown): Node | null;
}

/**
 * A place in a YAML or JSON document: its value, and how to go deeper without losing the line it stands on.
 * Everything that is read from a document is read through this, so that every complaint can name its line.
 */
export class Place implements Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly #node: Node | null;
  readonly #source: Source;

  constructor(node: Node | null, source: Source, { line, column }: Omit<Position, 'file'>) {
    this.file = source.file;
    this.line = line;
    this.column = column;
    this.#node = node;
    this.#source = source;
  }

  /** The same for two places with the same value: where a walk has been already. */
  get identity(): object | null {
    return this.#node;
  }

  /** Keys of a mapping with the place of each value, in order; `null` when this is no mapping. */
  entries(): [string, Place][] | null {
    if (!isMap(this.#node)) return null;
    return this.#node.items.flatMap((pair): [string, Place][] => {
      const key = this.#source.resolve(pair.key);
      return isScalar(key) ? [[String(key.value), this.#place(pair.value, key)]] : [];
    });
  }

  items(): Place[] | null {
    return isSeq(this.#node) ? this.#node.items.map((item) => this.#place(item, item)) : null;
  }

  at(key: string): Place | null {
    if (!isMap(this.#node)) return null;
    for (const pair of this.#node.items) {
      const name = this.#source.resolve(pair.key);
      if (isScalar(name) && String(name.value) === key) return this.#place(pair.value, name);
    }
    return null;
  }

  text(): string | null {
    return isScalar(this.#node) && typeof this.#node.value === 'string' ? this.#node.value : null;
  }

  /** Text, a number, a truth value or nothing; `null` for a mapping or a list. */
  scalar(): unknown {
    return isScalar(this.#node) ? this.#node.value : null;
  }

  truth(): boolean | null {
    return isScalar(this.#node) && typeof this.#node.value === 'boolean' ? this.#node.value : null;
  }

  #place(value: unknown, standsAt: unknown): Place {
    const offset = isNode(standsAt) ? standsAt.range?.[0] : undefined;
    const { line, col } =
      offset === undefined ? { line: this.line, col: this.column } : this.#source.lines.linePos(offset);
    return new Place(this.#source.resolve(value), this.#source, { line, column: col });
  }
}

/**
 * Parses YAML 1.2, of which JSON is a part. With faults, `root` holds whatever could be read all the same. `file`
 * is what faults call the document.
 */
export function parsePlaces(text: string, file: string): { root: Place; faults: Fault[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2' });
  const faults = [...document.errors, ...document.warnings].map((error) => ({
    file,
    line: error.linePos?.[0].line ?? 1,
    column: error.linePos?.[0].col ?? 1,
    operation: null,
    problem:
      error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'not readable as YAML',
  }));
  const resolve = (node: unknown): Node | null =>
    isAlias(node) ? (node.resolve(document) ?? null) : isNode(node) ? node : null;
  const root = new Place(document.contents, { file, lines, resolve }, { line: 1, column: 1 });
  return { root, faults };
}
