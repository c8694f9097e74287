import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/*
 * Copies committed pages from the log into the database file, outside the event loop. A PASSIVE checkpoint
 * neither waits nor blocks: pages that are in use are left for the next time.
 */

const PAUSE = 100;
/** The pause after a failure, as on a full disk, where the next attempt would fail too. */
const AFTER_AN_ERROR = 2_000;
/** Pages. A pass that copied more took so long that as many new ones may be waiting, so another follows at once. */
const LONG_PASS = 2_000;
const port = parentPort;
const path: unknown = workerData;
if (!port || typeof path !== 'string') throw new Error('Starts only as the checkpoint worker.');

let opened: { db: DatabaseSync; checkpoint: StatementSync } | undefined;
let pause = PAUSE;
/** The pages of the log that were in the file after the last pass. */
let reached = 0;

/** Opened at the first use, and again if that fails. */
function open(file: string) {
  const db = new DatabaseSync(file);
  return { db, checkpoint: db.prepare('PRAGMA wal_checkpoint(PASSIVE)') };
}

/** Returns how many pages of the log are still not in the file, because a reader holds them back. */
function copyAll(file: string): number {
  opened ??= open(file);
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const row = opened.checkpoint.get();
    const [log, checkpointed] = [Number(row?.log), Number(row?.checkpointed)];
    // The writer has begun the log anew where fewer are copied than before.
    const copied = checkpointed < reached ? checkpointed : checkpointed - reached;
    reached = checkpointed;
    // A writer that is faster than this has to finish by itself.
    if (copied <= LONG_PASS || copied >= before) return log - checkpointed;
    before = copied;
  }
}

port.on('message', (message: 'written' | 'finish' | 'close') => {
  if (message === 'close') {
    opened?.db.close();
    port.close();
    return;
  }
  const pass = () => {
    if (opened && !opened.db.isOpen) return;
    let left = 0;
    try {
      left = copyAll(path);
      pause = PAUSE;
    } catch {
      // The pages are as safe in the log. The next write reports the cause.
      pause = AFTER_AN_ERROR;
    }
    port.postMessage({ message, left });
  };
  // The writer waits for it.
  if (message === 'finish') pass();
  else setTimeout(pass, pause);
});
