import { ok, type Result, refused } from '../lib/result.ts';
import type { Place } from './document.ts';
import { type Documents, targetOf } from './references.ts';

/** A file that several files refer to twice each is multiplied when everything is put into one piece. */
const MOST_VALUES = 2_000_000;

/**
 * Returns the document as plain data in one piece, for readers that cannot open other files: each `$ref` to
 * another file is replaced by its target. References within the document stay. A schema in another file that
 * contains itself ends at the second level, as an empty schema. `instead` replaces mappings and lists, by
 * identity. Returns a problem as a sentence if the result is too large.
 */
export function plainDocument(
  documents: Documents,
  instead: ReadonlyMap<object | null, unknown> = new Map(),
): Result<Record<string, unknown>, string> {
  let left = MOST_VALUES;
  const inOnePiece = (place: Place, within: readonly (object | null)[]): unknown => {
    if (left-- <= 0) return null;
    if (instead.has(place.identity)) return instead.get(place.identity);
    const reference = place.at('$ref')?.text() ?? null;
    if (reference !== null) {
      const target = targetOf(place);
      if (target.ok && target.value.file === documents.root.file)
        return { $ref: `#${target.value.fragment}` };
      const end = documents.follow(place);
      if (!end.ok || within.includes(end.value.identity)) return {};
      return inOnePiece(end.value, [...within, end.value.identity]);
    }
    const items = place.items();
    if (items) return items.map((item) => inOnePiece(item, within));
    const entries = place.entries();
    if (!entries) return place.scalar();
    return Object.fromEntries(entries.map(([key, value]) => [key, inOnePiece(value, within)]));
  };
  const plain = inOnePiece(documents.root, []);
  if (left < 0) {
    return refused(
      `with its files in one piece the document has more than ${MOST_VALUES} values, too many for the explorer; turn explorer off`,
    );
  }
  return ok(typeof plain === 'object' && plain !== null && !Array.isArray(plain) ? { ...plain } : {});
}
