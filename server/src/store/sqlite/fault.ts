import { dirname } from 'node:path';
import { freeBytes } from '../../lib/free-space.ts';
import { DISK_FULL, systemCause } from '../../lib/system-cause.ts';
import { type FaultKind, StoreFault } from '../store-fault.ts';

/**
 * Less free space than this counts as a full disk: a commit of many verbs, or a checkpoint, may need it at
 * once.
 */
const LEAST_ROOM = 1024 * 1024;

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const PERM = 3;
const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

const RESTORE = 'stop Latchkey, keep a copy of the file, and restore it from a backup';

/** Returns the primary result code of SQLite, or `null` for another kind of error. */
function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === BUSY;
}

/** Returns whether the content of a file is the cause: it is damaged, or no database. */
export function isNoDatabase(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === CORRUPT || code === NOTADB;
}

/**
 * Returns the fault of the database at `path` and its remedy as a `StoreFault`, or any other error unchanged.
 */
export function faultOf(error: unknown, path: string): unknown {
  const found = causeOfSqlite(error, path);
  return found ? fault(found.kind, path, found.cause, error) : error;
}

export function diskFull(path: string): StoreFault {
  return fault('full', path, DISK_FULL);
}

function fault(kind: FaultKind, path: string, why: string, cause?: unknown): StoreFault {
  return new StoreFault(kind, `The database ${path} cannot be used: ${why}.`, { cause });
}

/** Returns why a database cannot be opened, as a phrase to follow "cannot be used:". */
export function causeOf(error: unknown, path: string): string {
  return causeOfSqlite(error, path)?.cause ?? systemCause(error);
}

/** Returns a phrase for errors of the file or disk rather than the statement, or `null`. */
function causeOfSqlite(error: unknown, path: string): { kind: FaultKind; cause: string } | null {
  switch (sqliteCode(error)) {
    case BUSY:
      return { kind: 'locked', cause: 'another process holds it locked' };
    case FULL:
      return { kind: 'full', cause: DISK_FULL };
    // SQLite reports only this if one of its files cannot grow for lack of space.
    case IOERR:
    case CANTOPEN:
      if (!hasRoom(path)) return { kind: 'full', cause: DISK_FULL };
      return sqliteCode(error) === IOERR
        ? { kind: 'broken', cause: 'the disk reports an error when reading or writing it' }
        : { kind: 'broken', cause: 'it, or its folder, may not be written to' };
    case PERM:
    case READONLY:
      return { kind: 'broken', cause: 'it, or its folder, is read-only' };
    case CORRUPT:
      return { kind: 'broken', cause: `it is damaged; ${RESTORE}` };
    case NOTADB:
      return { kind: 'broken', cause: `the file is not a SQLite database; ${RESTORE}` };
    default:
      return null;
  }
}

/**
 * Returns whether there is free space beside the file at `path`. Returns true if that is unknown; writing
 * will show it.
 */
export function hasRoom(path: string): boolean {
  return freeBytes(dirname(path)) >= LEAST_ROOM;
}
