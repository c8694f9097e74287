import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../../config/environment/start-error.ts';
import { MigrationDue } from '../migrations/due.ts';
import type { Migration } from '../migrations/index.ts';
import { notNewer, schemaOf } from '../migrations/migrate.ts';

/**
 * Throws a `StartError` if there is no database: a command that only reads must not create an empty one and
 * report that all is well.
 */
export function hasToBeThere(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) throw noDatabase(path);
}

/** Throws the same for a file that Latchkey did not make. Returns its schema version. */
export function hasToBeOurs(db: DatabaseSync, path: string): number {
  const schema = schemaOf(db);
  if (schema === null) throw noDatabase(path);
  return schema;
}

/**
 * Returns whether creating a database at `path` would lose nothing: there is no file, or one without a table,
 * as an interrupted creation leaves behind.
 */
export function isFree(path: string): boolean {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) return true;
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: true });
    return db.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() === undefined;
  } catch {
    return false;
  } finally {
    db?.close();
  }
}

function noDatabase(path: string): StartError {
  return new StartError(
    `There is no database of Latchkey at ${path}: see whether its disk is mounted, and --data or LATCHKEY_DATA names its ` +
      'folder; latchkey create makes a new one.',
  );
}

/** Throws if this version's statements would not fit the database. Changes nothing. */
export function hasToBeUpToDate(db: DatabaseSync, path: string, known: readonly Migration[]): void {
  const schema = hasToBeOurs(db, path);
  const newest = known.at(-1)?.version ?? 0;
  notNewer(schema, known);
  if (schema < newest) {
    throw new MigrationDue(
      `The database ${path} was written by an earlier version of Latchkey (schema ${schema}, this version has ${newest}): ` +
        'the next start of the server brings it up to date.',
    );
  }
}
