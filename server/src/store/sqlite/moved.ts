import type { DatabaseSync } from 'node:sqlite';
import { StartError } from '../../config/environment/start-error.ts';

/** There once the rows of a database may be in another one that is in use. */
export const MOVED = 'moved';

/** Where a database was moved to, and whether that is known to be complete; `null` for one that stayed. */
export function movedTo(db: DatabaseSync): { place: string; finished: boolean } | null {
  const there = db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?`).get(MOVED);
  if (!there) return null;
  const row = db.prepare(`SELECT place, finished FROM ${MOVED}`).get();
  return { place: String(row?.place), finished: row?.finished === 1 };
}

/** Throws `StartError` for a database whose rows are elsewhere: two of them would go on apart from each other. */
export function hasToBeHere(db: DatabaseSync, path: string): void {
  const moved = movedTo(db);
  if (!moved) return;
  throw new StartError(
    moved.finished
      ? `The database ${path} was moved to ${moved.place}: set LATCHKEY_DATABASE_URL to it. The file is only a copy from that time.`
      : `A move of the database ${path} to ${moved.place} was interrupted in its last step: run latchkey migrate again, ` +
          'or latchkey migrate --abandon to stay here.',
  );
}
