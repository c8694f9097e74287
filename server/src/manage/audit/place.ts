import { ok, type Result, refused } from '../../lib/result.ts';
import type { ManageProblem } from '../api/operation.ts';
import { NO_SUCH_CURSOR, readCursor } from '../api/paging.ts';

/** Returns where a page of the log begins, by the cursor that the page before gave. */
export function beforeRow(cursor: string | undefined): Result<{ before?: number }, ManageProblem> {
  if (cursor === undefined) return ok({});
  const place = readCursor(cursor, ['number'] as const);
  return place ? ok({ before: place[0] }) : refused(NO_SUCH_CURSOR);
}

/** Returns the cursor of the page after it. */
export function nextRow(next: number | null): string | null {
  return next === null ? null : Buffer.from(JSON.stringify([next])).toString('base64url');
}
