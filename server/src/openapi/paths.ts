import type { Complain, Place } from './document.ts';
import { isOurs, readOperation, type Surroundings } from './operation.ts';
import { checkParameters } from './parameters.ts';
import type { Documents } from './references.ts';
import type { Remarks } from './remarks.ts';
import type { Bases } from './servers.ts';
import { checkTemplate, type PlacedTemplate } from './template-checks.ts';
import { type ReadOperation, withoutQuery } from './variants.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const BESIDE_METHODS = ['summary', 'description', 'parameters', 'servers'];

/** The context in which the paths of a document are read. */
interface Reading {
  documents: Documents;
  around: Surroundings;
  /** The base paths of the document. */
  bases: Bases;
  /** The base paths of a path or operation, or `null` if it has none of its own. */
  basesOf(place: Place, complain: Complain): Bases | null;
  remarks: Remarks;
  /** Follows a `$ref` to its target. */
  enter(place: Place | null, complain: Complain): Place | null;
  complainOf(operation: string | null): Complain;
}

/** Reads every operation under `paths`, and the place of each template. */
export function readPaths(
  paths: Place | null,
  reading: Reading,
): { read: ReadOperation[]; placed: PlacedTemplate[] } {
  const { documents, around, bases, basesOf, remarks, enter, complainOf } = reading;
  const read: ReadOperation[] = [];
  const placed: PlacedTemplate[] = [];
  /** Each template with the path under which it was read first. */
  const known = new Map<string, { path: string; entry: PlacedTemplate }>();
  for (const [path, place] of paths?.entries() ?? []) {
    if (path.startsWith('x-')) continue;
    const inPath = complainOf(path);
    const bare = withoutQuery(path);
    if (!canBeCalled(bare)) {
      remarks.unreachable(path);
      continue;
    }
    if (!checkTemplate(bare, place, inPath)) continue;
    const item = enter(place, inPath);
    if (!item) continue;
    const itemBases = basesOf(item, inPath);
    checkParameters(documents, item, bare, inPath);
    for (const [key, written] of item.entries() ?? []) {
      if (!METHODS.includes(key)) {
        if (!isBesideMethods(key)) inPath(written, `${key} is not read beside methods`);
        continue;
      }
      const method = key.toUpperCase();
      const complain = complainOf(`${method} ${bases.base}${bare}`);
      const operation = enter(written, complain);
      if (!operation) continue;
      const ownBases = basesOf(operation, complain) ?? itemBases;
      const template = (ownBases ?? bases).base + bare;
      if (ownBases && ownBases.base !== bases.base) remarks.ownBase(`${method} ${template}`);
      const before = known.get(template);
      if (before && withoutQuery(before.path) === bare) before.entry.methods.add(method);
      else {
        const entry = { template, methods: new Set([method]), at: place, complain: inPath };
        placed.push(entry);
        known.set(template, { path, entry });
      }
      checkParameters(documents, operation, template, complain);
      read.push({
        operation: readOperation(operation, method, template, around, complain),
        path,
        at: written,
        complain,
      });
    }
  }
  return { read, placed };
}

/** Browsers percent-encode angle brackets, as in a placeholder, so a template with them fits no call. */
function canBeCalled(path: string): boolean {
  return !/[<>"]/.test(path);
}

function isBesideMethods(key: string): boolean {
  return BESIDE_METHODS.includes(key) || isForeignExtension(key);
}

/** Returns whether a key is an extension of another tool, which does not affect what a call needs. */
export function isForeignExtension(key: string): boolean {
  return key.startsWith('x-') && !isOurs(key);
}
