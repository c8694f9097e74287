import type { DatabaseSync } from 'node:sqlite';
import { changedBy, EVERYTHING } from '../../rules/change/outdated.ts';
import { changeRow } from '../audit/rows.ts';
import { newestRow, reachAfter } from '../audit/statements.ts';
import { integer } from '../table/codecs.ts';
import type { Database } from '../transactions.ts';
import { finish } from './database.ts';

/** More rows than these at once take longer to read than what was remembered. */
const MOST_READ = 2_000;

/** Returns a function that returns everything where another process has committed since it was called last, whatever it changed. */
export function outsideChanges(connection: DatabaseSync): () => readonly string[] {
  const hasChanged = changesOf(connection);
  return () => (hasChanged() ? [EVERYTHING] : []);
}

/**
 * Returns a function that returns the tags of what other processes have made outdated since it was called last, by the rows of the log.
 * For a connection that only reads, beside one that commits all the time.
 */
export function outsideRows(connection: DatabaseSync, db: Database): () => readonly string[] {
  const hasChanged = changesOf(connection);
  const newest = db.one(newestRow, (row) => integer.read(row.next(), 'audit.id'));
  const rows = db.many(reachAfter, changeRow.read);
  const newestId = () => finish(newest({})) ?? 0;
  let through = newestId();
  return () => {
    if (!hasChanged()) return [];
    const id = through;
    through = newestId();
    if (through === id) return [];
    if (through - id > MOST_READ) return [EVERYTHING];
    return finish(rows({ id, through })).flatMap(changedBy);
  };
}

function changesOf(connection: DatabaseSync): () => boolean {
  const version = connection.prepare('PRAGMA data_version');
  version.setReturnArrays(true);
  const read = () => Number((version.get() as unknown as unknown[])[0]);
  let last = read();
  return () => {
    const before = last;
    last = read();
    return last !== before;
  };
}
