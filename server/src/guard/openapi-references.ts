import { posix } from 'node:path';
import { ok, type Result, refused } from '../lib/result.ts';
import { type Fault, type Place, parsePlaces } from './openapi-document.ts';

/** Where a `$ref` leads: a file, by its path from the folder of the document, and a place in it. */
interface Target {
  file: string;
  fragment: string;
}

/** Keywords whose value is data: what looks like a reference in there is none. */
const DATA = new Set(['example', 'examples', 'default', 'const', 'enum']);
/** Keywords below which every key is a name that somebody chose. */
const NAMES = new Set(['properties', 'patternProperties', '$defs', 'paths', 'schemas', 'responses']);

/** An OpenAPI document with the files that it refers to, already read. */
export class Documents {
  readonly root: Place;
  /** What could not be parsed. */
  readonly faults: Fault[] = [];
  readonly #files = new Map<string, Place>();

  constructor(text: string, name: string) {
    this.root = this.add(text, name);
  }

  add(text: string, file: string): Place {
    const { root, faults } = parsePlaces(text, file);
    this.#files.set(file, root);
    this.faults.push(...faults);
    return root;
  }

  /** Files that are referred to and were not added yet. */
  missing(): string[] {
    const wanted = [...this.#references()].flatMap((place) => {
      const target = targetOf(place);
      return target.ok ? [target.value.file] : [];
    });
    return [...new Set(wanted)].filter((file) => !this.#files.has(file));
  }

  /** Every `$ref` in any of the files that leads nowhere, in a circle, or where nothing is fetched from. */
  brokenReferences(): Fault[] {
    return [...this.#references()].flatMap((place): Fault[] => {
      const end = this.follow(place);
      const { file, line, column } = place;
      return end.ok ? [] : [{ file, line, column, operation: null, problem: end.problem }];
    });
  }

  /** What stands at the end of a chain of `$ref`s: `place` itself when it is no reference. */
  follow(place: Place): Result<Place, string> {
    const seen = new Set<object | null>();
    let at = place;
    for (let reference = at.at('$ref')?.text() ?? null; reference !== null; ) {
      if (seen.has(at.identity)) return refused(`$ref ${reference} leads back to itself`);
      seen.add(at.identity);
      const next = this.#lookUp(at, reference);
      if (!next.ok) return next;
      at = next.value;
      reference = at.at('$ref')?.text() ?? null;
    }
    return ok(at);
  }

  #lookUp(from: Place, reference: string): Result<Place, string> {
    const target = targetOf(from);
    if (!target.ok) return target;
    const { file, fragment } = target.value;
    const root = this.#files.get(file);
    if (!root) return refused(`$ref ${reference}: there is no readable file ${file} beside the document`);
    const found =
      fragment === '' || fragment.startsWith('/') ? pointed(root, fragment) : anchored(root, fragment);
    return found ? ok(found) : refused(`$ref ${reference} leads nowhere`);
  }

  *#references(): Generator<Place> {
    for (const root of this.#files.values()) {
      for (const place of everyPlace(root)) if (place.at('$ref')?.text() != null) yield place;
    }
  }
}

/** Where a `$ref` leads; what is wrong with it as a sentence. */
export function targetOf(place: Place): Result<Target, string> {
  const reference = place.at('$ref')?.text() ?? '';
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(reference)) {
    return refused(
      `$ref ${reference} leads to another server; keep what it needs in a file beside the document`,
    );
  }
  const [path = '', fragment = ''] = reference.split('#', 2);
  const decoded = decode(path);
  const within = decode(fragment);
  if (decoded === null || within === null) return refused(`$ref ${reference} has broken percent-encoding`);
  const file = decoded === '' ? place.file : posix.join(posix.dirname(place.file), decoded);
  if (file.startsWith('../') || posix.isAbsolute(file) || posix.isAbsolute(decoded)) {
    return refused(`$ref ${reference} leads out of the folder of the document`);
  }
  return ok({ file, fragment: within });
}

/** RFC 6901: a JSON pointer, tokens unescaped. */
function pointed(root: Place, pointer: string): Place | null {
  let at: Place | null = root;
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    const items: Place[] | null = at?.items() ?? null;
    at = items ? ((/^(0|[1-9]\d*)$/.test(key) ? items[Number(key)] : null) ?? null) : (at?.at(key) ?? null);
    if (at === null) return null;
  }
  return at;
}

/** JSON Schema 2020-12 section 8.2.2: a name that a schema gave itself. */
function anchored(root: Place, name: string): Place | null {
  for (const place of everyPlace(root)) {
    if ([place.at('$anchor'), place.at('$dynamicAnchor')].some((anchor) => anchor?.text() === name))
      return place;
  }
  return null;
}

/** Every mapping of a document that could be a reference or a schema, once each. */
function* everyPlace(root: Place): Generator<Place> {
  const seen = new Set<object | null>();
  const open: { place: Place; names: boolean }[] = [{ place: root, names: false }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { place, names } = next;
    if (place.identity === null || seen.has(place.identity)) continue;
    seen.add(place.identity);
    const entries = place.entries();
    if (!entries) {
      for (const item of place.items() ?? []) open.push({ place: item, names: false });
      continue;
    }
    yield place;
    for (const [key, value] of entries) {
      if (names || !DATA.has(key)) open.push({ place: value, names: !names && NAMES.has(key) });
    }
  }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
