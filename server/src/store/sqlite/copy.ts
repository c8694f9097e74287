import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { StartError } from '../../config/environment/start-error.ts';
import { migrations } from '../migrations/index.ts';
import { schemaOf } from '../migrations/migrate.ts';
import { causeOf } from './fault.ts';
import { hasToBeThere, hasToBeUpToDate } from './there.ts';

/** Pages copied at a time: 2 MB, which a disk takes without holding up a commit beside it for long. */
const SLICE = 512;
/** The most problems that are named of a damaged database. */
const MOST_PROBLEMS = 5;

/**
 * Copies a database as it is at this moment, while other processes go on writing it, into a new file. The copy is one
 * file, without a log beside it.
 *
 * A read transaction holds the moment. Without it the copy would begin anew at each commit of another process. Until it
 * ends no page that was written later can leave the write-ahead log, which grows meanwhile. Each slice is on disk before
 * the next one begins, and the disk then rests for as long: one flush of the whole copy would stop every commit beside it.
 *
 * Throws `StartError` if the database is missing, of another version or damaged, or if the disk is full.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  hasToBeThere(from);
  let source: DatabaseSync | undefined;
  let target: number | undefined;
  try {
    source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
    hasToBeUpToDate(source, from, migrations);
    closeSync(openSync(to, 'wx', 0o600));
    const file = openSync(to, 'r+');
    target = file;
    source.exec('BEGIN');
    source.prepare('SELECT 1 FROM sqlite_master').get();
    let begun = performance.now();
    await backup(source, to, {
      rate: SLICE,
      progress() {
        fdatasyncSync(file);
        rest(performance.now() - begun);
        begun = performance.now();
      },
    });
    source.exec('COMMIT');
    makeOneFile(to);
    fdatasyncSync(file);
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`The database ${from} cannot be copied to ${to}: ${causeOf(error, to)}.`, {
      cause: error,
    });
  } finally {
    if (target !== undefined) closeSync(target);
    source?.close();
  }
}

/** Stops this process, which has nothing else to do: the next slice begins when `progress` returns. */
function rest(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** A copy of a database with a write-ahead log says of itself that it has one. */
function makeOneFile(file: string): void {
  const db = new DatabaseSync(file);
  try {
    db.exec('PRAGMA journal_mode = DELETE');
  } finally {
    db.close();
  }
}

/**
 * Returns what is wrong inside a database file, as SQLite says it; an empty list for a sound one. Reads all of it: every
 * page, every entry of an index, every reference between tables.
 */
export function damageIn(file: string): string[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const found = db.prepare(`PRAGMA integrity_check(${MOST_PROBLEMS})`).all();
    const said = found.map((row) => String(row.integrity_check)).filter((each) => each !== 'ok');
    const dangling = db.prepare('PRAGMA foreign_key_check').all().slice(0, MOST_PROBLEMS);
    return [
      ...said,
      ...dangling.map(({ table, parent }) => `a row of ${table} refers to no row of ${parent}`),
    ];
  } catch (error) {
    return [causeOf(error, file)];
  } finally {
    db.close();
  }
}

/** Returns the newest migration that ran in a file; 0 for one that Latchkey did not make. */
export function schemaIn(file: string): number {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return schemaOf(db) ?? 0;
  } finally {
    db.close();
  }
}
