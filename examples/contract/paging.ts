import { badParameter } from './problem.ts';

/** The start of a page: after this record, in the order newest first. */
export interface Position {
  createdAt: string;
  id: string;
}

export interface PageRequest {
  limit: number;
  after: Position | null;
}

export interface Page<Item> {
  data: Item[];
  has_more: boolean;
  next_cursor: string | null;
}

/** Reads `limit` and `cursor`, already validated. Throws a 400 for a cursor that this API did not make. */
export function pageRequest(query: Record<string, unknown>): PageRequest {
  const limit = typeof query.limit === 'number' ? query.limit : 25;
  return { limit, after: typeof query.cursor === 'string' ? readCursor(query.cursor) : null };
}

/** `rows` has one record more than the page if there is a next one. */
export function pageOf<Row extends { id: string; created_at: string }>(
  rows: Row[],
  limit: number,
): Page<Row> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data, has_more: more, next_cursor: more ? writeCursor(last) : null };
}

function writeCursor(row: { id: string; created_at: string }): string {
  return Buffer.from(JSON.stringify([row.created_at, row.id])).toString('base64url');
}

/** A cursor is only a position in the caller's own list, so a forged one reveals nothing else. */
function readCursor(cursor: string): Position {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 2) {
      const [createdAt, id] = parsed as unknown[];
      if (typeof createdAt === 'string' && typeof id === 'string') return { createdAt, id };
    }
  } catch {
    // Continues with the refusal below.
  }
  throw badParameter('cursor', 'is not a next_cursor of an earlier answer; begin again without it');
}
