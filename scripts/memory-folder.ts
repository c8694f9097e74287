import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** As `statfs(2)` names a file system in memory. */
const TMPFS = 0x01021994;
/** The tests leave some 400 MB at most. */
const ROOM = 2 * 1024 ** 3;

/** Names the folder for what is to outlast a run, while temporary files are in memory. */
export const DISK = 'LATCHKEY_TEST_DISK';

/**
 * Puts temporary files of this process and its children into memory, if it has room: most tests make a database, and would wait
 * for a disk to keep what they throw away. A `TMPDIR` that is set already stays. Returns a function that removes them.
 */
export function useMemory(): () => void {
  if (process.env.TMPDIR !== undefined || !hasRoom()) return () => {};
  const folder = mkdtempSync(join(MEMORY, 'latchkey-tests-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  // PostgreSQL and nginx run as other users, below it.
  chmodSync(folder, 0o711);
  if (!runsPrograms(folder)) {
    remove();
    return () => {};
  }
  process.env[DISK] = tmpdir();
  process.env.TMPDIR = folder;
  process.once('exit', remove);
  return remove;
}

function hasRoom(): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(MEMORY);
    return type === TMPFS && bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}

/** Some systems let nothing run there. */
function runsPrograms(folder: string): boolean {
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 });
  const { status } = spawnSync(program);
  rmSync(program);
  return status === 0;
}
