import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/*
 * Copies committed pages from the log into the database file, outside the event loop. A PASSIVE checkpoint
 * neither waits nor blocks: pages that are in use are left for the next time.
 */

const PAUSE = 100;
/** The pause after a failure, as on a full disk, where the next attempt would fail too. */
const AFTER_AN_ERROR = 2_000;
const port = parentPort;
const path: unknown = workerData;
if (!port || typeof path !== 'string') throw new Error('Starts only as the checkpoint worker.');

let opened: { db: DatabaseSync; checkpoint: StatementSync } | undefined;
let pause = PAUSE;

/** Opened at the first use, and again if that fails. */
function open(file: string) {
  const db = new DatabaseSync(file);
  return { db, checkpoint: db.prepare('PRAGMA wal_checkpoint(PASSIVE)') };
}

port.on('message', (message: 'written' | 'close') => {
  if (message === 'close') {
    opened?.db.close();
    port.close();
    return;
  }
  setTimeout(() => {
    if (opened && !opened.db.isOpen) return;
    try {
      opened ??= open(path);
      opened.checkpoint.get();
      pause = PAUSE;
    } catch {
      // The pages are as safe in the log. The next write reports the cause.
      pause = AFTER_AN_ERROR;
    }
    port.postMessage('done');
  }, pause);
});
