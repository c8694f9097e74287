import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { type Contents, checkDepth, type Fault, type Parsed, Place, type Position } from './document.ts';

/**
 * The most values that aliases may add to a document. A few lines of nested aliases can expand to more than
 * fits into memory.
 */
const MOST_BY_ALIAS = 1_000_000;

/** The value of an anchor and the number of values in it; `null` while it is being read. */
type Anchored = { contents: Contents; values: number } | null;

/** Parses YAML 1.2, with merge keys (`<<`) as in YAML 1.1. `file` names the document in faults. */
export function parseYaml(text: string, file: string): Parsed {
  const lines = new LineCounter();
  // The library's own check compares each key with every other of its mapping; the reader below finds
  // duplicates by name.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, version: '1.2' });
  const faults = [...document.errors, ...document.warnings].map(
    (error): Fault => ({
      file,
      line: error.linePos?.[0].line ?? 1,
      column: error.linePos?.[0].col ?? 1,
      operation: null,
      problem:
        error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'not readable as YAML',
    }),
  );
  const reader = new Reader(file, lines, faults);
  return { root: reader.read(document.contents, { file, line: 1, column: 1 }), faults };
}

/** Walks the parsed document once, in written order: an alias means the last anchor before it. */
class Reader {
  readonly #file: string;
  readonly #lines: LineCounter;
  readonly #faults: Fault[];
  readonly #anchors = new Map<string, Anchored>();
  /** Values so far, including those of aliases, and the number that came from aliases. */
  #values = 0;
  #byAlias = 0;
  /** How many mappings and lists the value that is read is in. */
  #depth = 0;

  constructor(file: string, lines: LineCounter, faults: Fault[]) {
    this.#file = file;
    this.#lines = lines;
    this.#faults = faults;
  }

  read(node: unknown, at: Position): Place {
    if (isAlias(node)) return new Place(at, this.#meaning(node, at)?.contents ?? null);
    const anchor = isNode(node) && 'anchor' in node ? node.anchor : undefined;
    const before = this.#values++;
    if (anchor !== undefined) this.#anchors.set(anchor, null);
    const contents = this.#contents(node, at);
    if (anchor !== undefined) this.#anchors.set(anchor, { contents, values: this.#values - before });
    return new Place(at, contents);
  }

  #contents(node: unknown, at: Position): Contents {
    checkDepth(++this.#depth);
    try {
      if (isMap(node)) return this.#mapping(node, at);
      if (isSeq(node)) return node.items.map((item) => this.read(item, this.#position(item, at)));
    } finally {
      this.#depth--;
    }
    if (!isScalar(node)) return null;
    const { value } = node;
    return typeof value === 'object' || typeof value === 'symbol' ? null : (value as Contents);
  }

  #mapping(node: YAMLMap, at: Position): Map<string, Place> {
    const entries = new Map<string, Place>();
    let merged: Map<string, Place>[] | null = null;
    for (const pair of node.items) {
      const here = this.#position(pair.key, at);
      if (isMerge(pair)) {
        if (merged) this.#complain(here, '<< stands twice in one mapping; give it a list');
        merged = this.#merged(pair.value, here);
        continue;
      }
      const key = this.read(pair.key, here);
      const name = key.identity === null && !isObject(pair.key) ? String(key.scalar()) : null;
      if (name === null) this.#complain(here, 'a key has to be text');
      else if (name === '<<' && isAlias(pair.key)) this.#complain(here, '<< has to be written out');
      else if (entries.has(name)) this.#complain(here, `${name} stands twice in one mapping`);
      else entries.set(name, this.read(pair.value, here));
    }
    for (const source of merged ?? []) {
      // A written key overrides a merged one, and an earlier merged mapping a later one.
      for (const [name, place] of source) if (!entries.has(name)) entries.set(name, place);
    }
    return entries;
  }

  /** Returns the mappings that a merge key names: one, or a list. */
  #merged(value: unknown, at: Position): Map<string, Place>[] {
    const place = this.read(value, at);
    const sources = (place.items() ?? [place]).map(({ identity }) => identity);
    const mappings = sources.filter((source) => source instanceof Map);
    if (mappings.length < sources.length)
      this.#complain(at, '<< has to name a mapping, or a list of mappings');
    return mappings;
  }

  #meaning({ source }: Alias, at: Position): Anchored {
    const anchored = this.#anchors.get(source);
    if (anchored === undefined) this.#complain(at, `there is no anchor &${source} before *${source}`);
    if (anchored === null) this.#complain(at, `*${source} is inside the value that it refers to`);
    if (!anchored) return null;
    this.#values += anchored.values;
    const before = this.#byAlias;
    this.#byAlias += anchored.values;
    if (this.#byAlias <= MOST_BY_ALIAS) return anchored;
    if (before <= MOST_BY_ALIAS) {
      this.#complain(at, `the aliases up to here expand to more than ${MOST_BY_ALIAS} values`);
    }
    return null;
  }

  #position(node: unknown, otherwise: Position): Position {
    const offset = isNode(node) ? node.range?.[0] : undefined;
    if (offset === undefined) return otherwise;
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line, column: col };
  }

  #complain({ file, line, column }: Position, problem: string): void {
    this.#faults.push({ file, line, column, operation: null, problem });
  }
}

/**
 * In quotes, `<<` is an ordinary name, as every key in JSON is. Under `%YAML 1.1`, or with the tag `!!merge`,
 * the parser yields a symbol for it.
 */
function isMerge({ key }: Pair): boolean {
  if (!isScalar(key)) return false;
  if (typeof key.value === 'symbol') return true;
  return key.value === '<<' && key.type === 'PLAIN' && key.tag === undefined;
}

/** For example the bytes of `!!binary`, which some readers treat as a name. */
function isObject(key: unknown): boolean {
  return isScalar(key) && typeof key.value === 'object' && key.value !== null;
}
