import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StartError } from '../../config/start-error.ts';
import { MigrationDue } from '../migration-due.ts';
import type { Migration } from '../migrations/index.ts';
import { notNewer, schemaOf } from '../migrations/migrate.ts';

/** Throws a `StartError` where no database is: what only reads must not make one, or it would find that all is well. */
export function hasToBeThere(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 0) return;
  throw new StartError(
    `There is no database ${path}: name the folder that holds it with --data or LATCHKEY_DATA.`,
  );
}

/** Throws when the statements of this version would not fit the database; nothing is changed. */
export function hasToBeUpToDate(db: DatabaseSync, path: string, known: readonly Migration[]): void {
  const schema = schemaOf(db);
  const newest = known.at(-1)?.version ?? 0;
  if (schema === null) throw new StartError(`${path} is no database of Latchkey.`);
  notNewer(schema, known);
  if (schema < newest) {
    throw new MigrationDue(
      `The database ${path} was written by an earlier version of Latchkey (schema ${schema}, this version has ${newest}): ` +
        'the next start of the server brings it up to date.',
    );
  }
}
