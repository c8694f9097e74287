import { ok, type Result } from '../../lib/result.ts';
import type { ManageProblem } from '../api/operation.ts';
import { cursorAt, placeAt } from '../api/paging.ts';

/** Returns where a page of the log begins, by the cursor that the page before gave. */
export function beforeRow(cursor: string | undefined): Result<{ before?: number }, ManageProblem> {
  const place = placeAt(cursor, ['number']);
  if (!place.ok) return place;
  return ok(place.value === null ? {} : { before: place.value[0] });
}

/** Returns the cursor of the page after it. */
export function nextRow(next: number | null): string | null {
  return next === null ? null : cursorAt([next]);
}
