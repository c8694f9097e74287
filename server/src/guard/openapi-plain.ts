import type { Place } from './openapi-document.ts';
import { type Documents, targetOf } from './openapi-references.ts';

/**
 * The document as plain data in one piece, for readers that cannot open the files beside it: what stands there is put
 * in the place of its `$ref`. References within the document stay as they are. A schema in another file that contains
 * itself ends at the second turn, as an empty schema.
 */
export function plainDocument(documents: Documents): Record<string, unknown> {
  const plain = inOnePiece(documents, documents.root, []);
  return typeof plain === 'object' && plain !== null && !Array.isArray(plain) ? { ...plain } : {};
}

function inOnePiece(documents: Documents, place: Place, within: readonly (object | null)[]): unknown {
  const reference = place.at('$ref')?.text() ?? null;
  if (reference !== null) {
    const target = targetOf(place);
    if (target.ok && target.value.file === documents.root.file) return { $ref: `#${target.value.fragment}` };
    const end = documents.follow(place);
    if (!end.ok || within.includes(end.value.identity)) return {};
    return inOnePiece(documents, end.value, [...within, end.value.identity]);
  }
  const items = place.items();
  if (items) return items.map((item) => inOnePiece(documents, item, within));
  const entries = place.entries();
  if (!entries) return place.scalar();
  return Object.fromEntries(entries.map(([key, value]) => [key, inOnePiece(documents, value, within)]));
}
