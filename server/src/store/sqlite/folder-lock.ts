import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../../config/environment/start-error.ts';
import { causeOf, isBusy } from './fault.ts';

/** An empty database of which nothing is used but the write lock, which the system takes off a process that ends. */
const LOCK = 'latchkey.lock';
/** The process that holds it: for the sentence alone, so it may be out of date or missing. */
const HOLDER = 'latchkey.pid';

export interface FolderLock {
  release(): void;
}

/**
 * Keeps a data folder for this process and its children: of two servers on one folder each would take the other's
 * clients and keys for its own. It belongs to the one process that was started, whatever processes that then starts, and
 * is gone with it, however it ends. Commands that work beside a server do not ask for it.
 *
 * Throws `StartError` when another process has it.
 */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, LOCK);
  let db: DatabaseSync | undefined;
  try {
    closeSync(openSync(file, 'a', 0o600));
    db = new DatabaseSync(file, { timeout: 0 });
    db.exec('BEGIN IMMEDIATE');
  } catch (error) {
    db?.close();
    throw isBusy(error)
      ? new StartError(
          `The data folder ${folder} is in use by ${holderOf(folder)}: stop that, or name another folder by LATCHKEY_DATA.`,
        )
      : new StartError(`The data folder ${folder} cannot be locked: ${causeOf(error, file)}.`);
  }
  const held = db;
  try {
    writeFileSync(join(folder, HOLDER), `${process.pid}\n`, { mode: 0o600 });
  } catch {
    // On a full disk the folder is as locked.
  }
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
