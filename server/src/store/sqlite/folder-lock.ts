import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../../config/environment/start-error.ts';
import { causeOf, isBusy, isNoDatabase } from './fault.ts';

/** An empty database of which only the write lock is used; the system releases it when the process ends. */
const LOCK = 'latchkey.lock';
const BACKUP_LOCK = 'latchkey.backup.lock';
/** There while a restore exchanges databases, so that no server starts on half of them. */
export const EXCHANGING = 'latchkey.restoring';
/** The id of the process that holds it, only for the error message: it may be outdated or missing. */
const HOLDER = 'latchkey.pid';

export interface FolderLock {
  release(): void;
}

/**
 * Locks a data folder for this process and its children: two servers on one folder would each treat the
 * other's clients and keys as their own. The lock belongs to the started process and ends with it, however it
 * ends. Commands that run beside a server do not take it.
 *
 * Throws `StartError` if another process has it.
 */
export function lockFolder(folder: string): FolderLock {
  const lock = lockForRestore(folder);
  if (!existsSync(join(folder, EXCHANGING))) return lock;
  lock.release();
  throw new StartError(
    `A restore into ${folder} was interrupted while it exchanged the databases: run latchkey restore again.`,
  );
}

/** Does the same, also where an earlier restore was interrupted. */
export function lockForRestore(folder: string): FolderLock {
  const lock = hold(
    folder,
    LOCK,
    () => `is in use by ${holderOf(folder)}: stop that, or name another folder by LATCHKEY_DATA`,
  );
  try {
    writeFileSync(join(folder, HOLDER), `${process.pid}\n`, { mode: 0o600 });
  } catch {
    // The lock holds even if the id cannot be written to a full disk.
  }
  return lock;
}

/** Does the same, or returns `null` while another process has it. */
export function lockOnceFree(folder: string): FolderLock | null {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUse) return null;
    throw error;
  }
}

/** Lets one backup or move of a folder run at a time, beside its server: two would hold up its log for twice as long. */
export function lockForBackup(folder: string): FolderLock {
  return hold(folder, BACKUP_LOCK, () => 'is being backed up or moved by another process: let that finish');
}

class FolderInUse extends StartError {}

function hold(folder: string, name: string, inUse: () => string): FolderLock {
  const file = join(folder, name);
  let db: DatabaseSync | undefined;
  try {
    closeSync(openSync(file, 'a', 0o600));
    db = new DatabaseSync(file, { timeout: 0 });
    db.exec('BEGIN IMMEDIATE');
  } catch (error) {
    db?.close();
    if (isBusy(error)) throw new FolderInUse(`The data folder ${folder} ${inUse()}.`);
    const why = isNoDatabase(error)
      ? `${file} is damaged; delete it, it holds nothing`
      : causeOf(error, file);
    throw new StartError(`The data folder ${folder} cannot be locked: ${why}.`);
  }
  const held = db;
  return { release: () => held.close() };
}

function holderOf(folder: string): string {
  try {
    const [, pid] = /^(\d{1,10})\n$/.exec(readFileSync(join(folder, HOLDER), 'utf8')) ?? [];
    return pid === undefined ? 'another process' : `process ${pid}`;
  } catch {
    return 'another process';
  }
}
