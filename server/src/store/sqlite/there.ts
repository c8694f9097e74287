import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../../config/environment/start-error.ts';
import { MigrationDue } from '../migrations/due.ts';
import type { Migration } from '../migrations/index.ts';
import { notNewer, schemaOf } from '../migrations/migrate.ts';

/** Throws a `StartError` where no database is: what only reads must not make one, or it would find that all is well. */
export function hasToBeThere(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) throw noDatabase(path);
}

/** The same for a file that is there, and is not one that Latchkey made. Returns the schema that it has. */
export function hasToBeOurs(db: DatabaseSync, path: string): number {
  const schema = schemaOf(db);
  if (schema === null) throw noDatabase(path);
  return schema;
}

/**
 * Whether nothing is lost when a database is made at `path`: no file, or one without a table, as a making that ended
 * before its first transaction leaves behind.
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

/** Throws when the statements of this version would not fit the database; nothing is changed. */
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
