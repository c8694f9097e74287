import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** Something wrong in an OpenAPI document: where, in which operation if in one, and what. */
export interface Fault {
  line: number;
  operation: string | null;
  problem: string;
}

interface Source {
  lines: LineCounter;
  /** Follows an alias to what it stands for. */
  resolve(node: unknown): Node | null;
}

/**
 * A place in a YAML or JSON document: its value, and how to go deeper without losing the line it stands on.
 * Everything that is read from a document is read through this, so that every complaint can name its line.
 */
export class Place {
  readonly line: number;
  readonly #node: Node | null;
  readonly #source: Source;

  constructor(node: Node | null, source: Source, line: number) {
    this.line = line;
    this.#node = node;
    this.#source = source;
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
    return this.entries()?.find(([name]) => name === key)?.[1] ?? null;
  }

  text(): string | null {
    return isScalar(this.#node) && typeof this.#node.value === 'string' ? this.#node.value : null;
  }

  truth(): boolean | null {
    return isScalar(this.#node) && typeof this.#node.value === 'boolean' ? this.#node.value : null;
  }

  #place(value: unknown, standsAt: unknown): Place {
    const offset = isNode(standsAt) ? standsAt.range?.[0] : undefined;
    const line = offset === undefined ? this.line : this.#source.lines.linePos(offset).line;
    return new Place(this.#source.resolve(value), this.#source, line);
  }
}

/** Parses YAML 1.2, of which JSON is a part. With faults, `root` holds whatever could be read all the same. */
export function parsePlaces(text: string): { root: Place; faults: Fault[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2' });
  const faults = [...document.errors, ...document.warnings].map((error) => ({
    line: error.linePos?.[0].line ?? 1,
    operation: null,
    problem:
      error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'not readable as YAML',
  }));
  const resolve = (node: unknown): Node | null =>
    isAlias(node) ? (node.resolve(document) ?? null) : isNode(node) ? node : null;
  return { root: new Place(document.contents, { lines, resolve }, 1), faults };
}
