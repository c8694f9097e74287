import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/*
 * Copies committed pages from the log into the database file, beside the event loop. PASSIVE waits for nobody
 * and makes no one wait: pages that readers or the writer still need are left for the next time.
 */

const PAUSE = 100;
/** After one that failed, as on a full disk, where the next will hardly do better. */
const AFTER_AN_ERROR = 2_000;
const port = parentPort;
const path: unknown = workerData;
if (!port || typeof path !== 'string') throw new Error('Starts only as the checkpoint worker.');

let opened: { db: DatabaseSync; checkpoint: StatementSync } | undefined;
let pause = PAUSE;

/** Opened with the first use, and again should that fail. */
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
      // The pages stay in the log, where they are as safe. The next write meets the cause and reports it.
      pause = AFTER_AN_ERROR;
    }
    port.postMessage('done');
  }, pause);
});
