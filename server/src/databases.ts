import { join } from 'node:path';
import type { Databases } from './backup/backup.ts';
import { copyDatabase, damageIn, schemaIn } from './store/sqlite/copy.ts';
import { EXCHANGING } from './store/sqlite/folder-lock.ts';
import { openSqliteStore, type SqliteOptions } from './store/sqlite/index.ts';
import { hasToBeThere } from './store/sqlite/there.ts';
import type { Store } from './store/store.ts';

/*
 * The one place that names a concrete database. It stands apart from main.ts, so that a command which only opens a database does
 * not load the whole server.
 */

export { type FolderLock, lockFolder, lockForBackup, lockForRestore } from './store/sqlite/folder-lock.ts';
export { isFree } from './store/sqlite/there.ts';
export type { SqliteOptions };

/**
 * Opens the database of one API, and creates it unless `opening` forbids that. Only this function knows the
 * kind of store.
 */
export function openStore(
  dataDir: string,
  apiName: string,
  options: Pick<SqliteOptions, 'clock' | 'opening' | 'measures'> = {},
): Promise<Store> {
  return openSqliteStore(databaseFile(dataDir, apiName), options);
}

/** Throws `StartError` if the database of an API is missing or empty. Creates nothing. */
export function requireDatabase(dataDir: string, apiName: string): void {
  hasToBeThere(databaseFile(dataDir, apiName));
}

export function databaseFile(dataDir: string, apiName: string): string {
  return join(dataDir, `${apiName}.sqlite`);
}

/** How backups and restores treat databases of this kind. */
export const DATABASES: Databases = {
  fileOf: databaseFile,
  exchanging: EXCHANGING,
  copy: copyDatabase,
  damageIn,
  schemaOf: schemaIn,
  openFile: (file, opening) => openSqliteStore(file, { opening }),
};
