import { posix } from 'node:path';
import { ok, type Result, refused } from '../lib/result.ts';
import { type Fault, NestedTooDeeply, type Parsed, type Place, tooDeep } from './document.ts';
import { parseJson } from './json.ts';
import { parseYaml } from './yaml.ts';

/** The target of a `$ref`: a file, relative to the folder of the document, and a place in it. */
interface Target {
  file: string;
  fragment: string;
}

/** Keywords whose value is data, in which `$ref` has no meaning. */
const DATA = new Set(['example', 'examples', 'default', 'const', 'enum']);
/** Keywords below which every key is a name chosen by the author. */
const NAMES = new Set(['properties', 'patternProperties', '$defs', 'paths', 'schemas', 'responses']);

/** A file and an index of its contents, made in one walk. */
interface File {
  root: Place;
  references: Place[];
  /** References within extensions (`x-…`), which only concern other tools. */
  aside: Place[];
  /** JSON Schema 2020-12 section 8.2.2: the names that schemas gave themselves. */
  anchors: Map<string, Place>;
}

/** An OpenAPI document with the files that it refers to, already read. */
export class Documents {
  readonly root: Place;
  /** Parse errors. */
  readonly faults: Fault[] = [];
  readonly #files = new Map<string, File>();
  #entersExtensions = false;
  /** The targets of references, by the mapping that holds them: many share part of their chain. */
  readonly #ends = new Map<object, Result<Place, string>>();

  constructor(text: string, name: string) {
    this.root = this.add(text, name);
  }

  add(text: string, name: string): Place {
    const { root, faults } = parsed(text, name);
    const file: File = { root, references: [], aside: [], anchors: new Map() };
    for (const { place, aside } of everyPlace(root)) {
      if (referenceOf(place) !== null) (aside ? file.aside : file.references).push(place);
      if (aside) continue;
      if (referenceOf(place)?.includes('/x-')) this.#entersExtensions = true;
      for (const key of ['$anchor', '$dynamicAnchor']) {
        const anchor = place.at(key)?.text() ?? null;
        if (anchor !== null && !file.anchors.has(anchor)) file.anchors.set(anchor, place);
      }
    }
    this.#files.set(name, file);
    this.faults.push(...faults);
    return root;
  }

  /** Returns the files that `file` refers to and that were not added yet. */
  missing(file: string): string[] {
    const wanted = this.#counting(this.#files.get(file)).flatMap((place) => {
      const target = targetOf(place);
      return target.ok ? [target.value.file] : [];
    });
    return [...new Set(wanted)].filter((each) => !this.#files.has(each));
  }

  /** Returns every `$ref` that leads nowhere, in a circle, or to a place that is not fetched. */
  brokenReferences(): Fault[] {
    return [...this.#files.values()].flatMap((each) =>
      this.#counting(each).flatMap((place): Fault[] => {
        const end = this.follow(place);
        const { file, line, column } = place;
        return end.ok ? [] : [{ file, line, column, operation: null, problem: end.problem }];
      }),
    );
  }

  /**
   * Returns the references of a file that count. Those in extensions count only if another reference leads
   * into the extension.
   */
  #counting(file: File | undefined): Place[] {
    if (!file) return [];
    return this.#entersExtensions ? [...file.references, ...file.aside] : file.references;
  }

  /** Follows a chain of `$ref`s to its end. Returns `place` itself if it is not a reference. */
  follow(place: Place): Result<Place, string> {
    const visited = new Set<object>();
    let end = ok(place) as Result<Place, string>;
    while (end.ok) {
      const { identity } = end.value;
      const reference = referenceOf(end.value);
      if (identity === null || reference === null) break;
      const known = this.#ends.get(identity);
      if (known) end = known;
      else if (visited.has(identity)) end = refused('this $ref leads in a circle');
      else end = this.#lookUp(end.value, reference);
      visited.add(identity);
      if (known) break;
    }
    for (const identity of visited) this.#ends.set(identity, end);
    return end;
  }

  #lookUp(from: Place, reference: string): Result<Place, string> {
    const target = targetOf(from);
    if (!target.ok) return target;
    const { file, fragment } = target.value;
    const into = this.#files.get(file);
    if (!into) return refused(`$ref ${reference}: there is no readable file ${file} beside the document`);
    const found =
      fragment === '' || fragment.startsWith('/') ? pointed(into.root, fragment) : into.anchors.get(fragment);
    return found ? ok(found) : refused(`$ref ${reference} leads nowhere`);
  }
}

function referenceOf(place: Place): string | null {
  return place.at('$ref')?.text() ?? null;
}

/** Returns the target of a `$ref`, or a problem as a sentence. */
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

/**
 * Yields every mapping that could be a reference or a schema, once each, and whether an extension contains
 * it.
 */
function* everyPlace(root: Place): Generator<{ place: Place; aside: boolean }> {
  const seen = new Set<object | null>();
  const open = [{ place: root, names: false, aside: false }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { place, names, aside } = next;
    if (place.identity === null || seen.has(place.identity)) continue;
    seen.add(place.identity);
    const entries = place.entries();
    if (!entries) {
      for (const item of place.items() ?? []) open.push({ place: item, names: false, aside });
      continue;
    }
    yield { place, aside };
    for (const [key, value] of entries) {
      if (!names && DATA.has(key)) continue;
      const extension = !names && key.startsWith('x-') && !key.startsWith('x-latchkey-');
      open.push({ place: value, names: !names && NAMES.has(key), aside: aside || extension });
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

function parsed(text: string, name: string): Parsed {
  try {
    return parseJson(text, name) ?? parseYaml(text, name);
  } catch (error) {
    // The libraries have no limit but the stack.
    if (error instanceof NestedTooDeeply || error instanceof RangeError) return tooDeep(name);
    throw error;
  }
}
