import { badParameter } from './problem.ts';

/** Where a page begins: after this record, in the order newest first. */
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

/** Reads `limit` and `cursor`, already checked against the document. A cursor that we did not make is a 400. */
export function pageRequest(query: Record<string, unknown>): PageRequest {
  const limit = typeof query.limit === 'number' ? query.limit : 25;
  return { limit, after: typeof query.cursor === 'string' ? readCursor(query.cursor) : null };
}

/** `rows` holds one record more than the page when there is a next one. */
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

/** A cursor only names a position in the caller's own list, so a made-up one can show nothing else. */
function readCursor(cursor: string): Position {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 2) {
      const [createdAt, id] = parsed as unknown[];
      if (typeof createdAt === 'string' && typeof id === 'string') return { createdAt, id };
    }
  } catch {
    // Falls through to the refusal.
  }
  throw badParameter('cursor', 'is not a next_cursor of an earlier answer; begin again without it');
}
