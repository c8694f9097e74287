import { basename, extname, join } from 'node:path';
import type { Databases } from './backup/backup.ts';
import type { DatabaseAddress } from './config/environment/database.ts';
import { StartError } from './config/environment/start-error.ts';
import { systemClock } from './lib/clock.ts';
import { newId } from './lib/ids.ts';
import type { Arriving, Leaving } from './store/moving/moving.ts';
import { hasSchema, openPostgresStore, type PostgresOptions, schemaPlace } from './store/postgres/index.ts';
import { copyDatabase, damageIn, schemaIn } from './store/sqlite/copy.ts';
import { EXCHANGING, lockOnceFree } from './store/sqlite/folder-lock.ts';
import { openSqliteStore, type SqliteOptions } from './store/sqlite/index.ts';
import { openSqliteReader } from './store/sqlite/reader.ts';
import { isFree } from './store/sqlite/there.ts';
import type { Store } from './store/store.ts';
import type { WriterOfApi } from './store/writer/asking.ts';

/*
 * The one place that names a concrete database. It stands apart from main.ts, so that a command which only opens a database does
 * not load the whole server.
 */

export { type FolderLock, lockFolder, lockForBackup, lockForRestore } from './store/sqlite/folder-lock.ts';
export type { SqliteOptions };

/** Where the databases of a process are. */
export interface Place {
  /** The folder of the files, one for each API. */
  dataDir: string;
  /** A PostgreSQL database with a schema for each API, instead of files. */
  database?: DatabaseAddress | null;
}

export type OpenStoreOptions = Pick<
  PostgresOptions,
  'clock' | 'opening' | 'measures' | 'follow' | 'log' | 'push'
> & {
  /** The most memory for pages of a file, in megabytes. */
  cacheMegabytes?: number | undefined;
  /** The process that writes the file, in a worker beside it. */
  writer?: WriterOfApi | undefined;
};

/**
 * Opens the database of one API, and creates it unless `opening` forbids that. Only this function knows the
 * kind of store.
 */
export function openStore(
  { dataDir, database }: Place,
  apiName: string,
  options: OpenStoreOptions = {},
): Promise<Store> {
  if (database) return openPostgresStore(database, apiName, options);
  const file = databaseFile(dataDir, apiName);
  return options.writer ? openSqliteReader(file, options.writer, options) : openSqliteStore(file, options);
}

/** Throws `StartError` if the database of an API is missing or empty. Creates nothing. */
export async function requireDatabase(place: Place, apiName: string): Promise<void> {
  if (!(await isDatabaseThere(place, apiName))) {
    // Opening says where it was looked for, and what to do.
    await (await openStore(place, apiName, { opening: 'read' })).close();
  }
}

/** Whether there is anything in the place of an API's database that making it would touch. */
export async function isDatabaseThere({ dataDir, database }: Place, apiName: string): Promise<boolean> {
  return database ? hasSchema(database, apiName) : !isFree(databaseFile(dataDir, apiName));
}

/** The name of an API's database for people: its file, or host, database and schema. */
export function databaseName({ dataDir, database }: Place, apiName: string): string {
  return database ? schemaPlace(database, apiName) : databaseFile(dataDir, apiName);
}

/** Throws `StartError` where the databases are no files: what a command does with files has no meaning there. */
export function requireFiles(database: DatabaseAddress | null, command: string): void {
  if (!database) return;
  throw new StartError(
    `latchkey ${command} puts databases into files, and LATCHKEY_DATABASE_URL names PostgreSQL: run it without, into an empty folder by ` +
      '--data; then latchkey migrate moves them there.',
  );
}

/**
 * Returns the name under which a server takes leases. Beside files there is one that does, which the lock of the folder lets in:
 * it goes on with the leases of one that was killed, and does not wait for their end. Its workers take none.
 */
export function nodeName({ database }: Place, isWorker: boolean): string {
  return database || isWorker ? newId('node') : 'the server of this folder';
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

/** The same for backups of databases in PostgreSQL, each of which becomes a file. */
export function databasesIn(database: DatabaseAddress | null): Databases {
  if (!database) return DATABASES;
  return {
    ...DATABASES,
    async copy(from, to) {
      const { copyOut } = await import('./store/postgres/copy-out.ts');
      const { openFilling } = await import('./store/sqlite/filling.ts');
      await copyOut(database, basename(from, extname(from)), () => openFilling(to, systemClock.now()));
    },
  };
}

/** How databases of one kind move into the other. Loaded only for a move, so that other commands start as fast as before. */
export const MOVES = {
  openLeaving: async (dataDir: string, apiName: string): Promise<Leaving> => {
    const { openLeaving } = await import('./store/sqlite/leaving.ts');
    return openLeaving(databaseFile(dataDir, apiName));
  },
  openArriving: async (database: DatabaseAddress, apiName: string): Promise<Arriving> => {
    const { openArriving } = await import('./store/postgres/arriving.ts');
    return openArriving(database, apiName);
  },
  lockFolder: lockOnceFree,
};
