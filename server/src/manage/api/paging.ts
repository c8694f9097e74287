import { z } from 'zod';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Place } from '../../store/store.ts';
import { sentence } from '../../words/sentence.ts';
import { type ManageProblem, refuse } from './operation.ts';

export const MOST_ITEMS = 200;
const ITEMS = 50;

/** The parameters of every list. A cursor is what the page before gave as `next`. */
export const PAGE = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST_ITEMS)
    .default(ITEMS)
    .describe(`How many items at most: 1 to ${MOST_ITEMS}.`),
  cursor: z.string().min(1).max(1_000).optional().describe('`next` of the page before.'),
};

/** The schema of a page of `item`s. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item),
    next: z.string().nullable().describe('The cursor of the next page; null on the last one.'),
  });
}

/** Returns a page of the items, of which one more than `limit` was asked for, so that the last page says that it is. */
export function page<Item>(
  items: readonly Item[],
  limit: number,
  place: (last: Item) => readonly (string | number)[],
  shown: (item: Item) => unknown,
): { data: unknown[]; next: string | null } {
  const data = items.slice(0, limit);
  const last = data.at(-1);
  const next = items.length > limit && last !== undefined ? cursorAt(place(last)) : null;
  return { data: data.map(shown), next };
}

/** Returns the cursor of a place in a list. */
export function cursorAt(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

type PlaceOf<Shape extends readonly ('string' | 'number')[]> = {
  [Index in keyof Shape]: Shape[Index] extends 'number' ? number : string;
};

/** Reads the cursor of a list: the place that it names, or `null` for the first page. */
export function placeAt<const Shape extends readonly ('string' | 'number')[]>(
  cursor: string | undefined,
  shape: Shape,
): Result<PlaceOf<Shape> | null, ManageProblem> {
  if (cursor === undefined) return ok(null);
  const place = readCursor(cursor, shape);
  return place ? ok(place) : refused(NO_SUCH_CURSOR);
}

/** The same for a list whose newest items come first. */
export function placeBefore(cursor: string | undefined): Result<Place | null, ManageProblem> {
  const place = placeAt(cursor, ['number', 'string']);
  if (!place.ok) return place;
  return ok(place.value && { createdAt: place.value[0], id: place.value[1] });
}

function readCursor<Shape extends readonly ('string' | 'number')[]>(
  cursor: string,
  shape: Shape,
): PlaceOf<Shape> | null {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(place) || place.length !== shape.length) return null;
    const fits = shape.every((type, index) =>
      type === 'number' ? Number.isSafeInteger(place[index]) : typeof place[index] === 'string',
    );
    return fits ? (place as PlaceOf<Shape>) : null;
  } catch {
    return null;
  }
}

export const NO_SUCH_CURSOR = refuse(400, 'invalid_request', sentence('noSuchCursor'), {
  errors: [{ parameter: 'cursor', detail: sentence('cursorOfBefore') }],
});
