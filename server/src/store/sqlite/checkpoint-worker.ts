import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/*
 * Copies committed pages from the log into the database file, beside the event loop. PASSIVE waits for nobody
 * and holds nobody up: what readers or the writer still need is left for the next time.
 */

const PAUSE = 100;
const port = parentPort;
if (!port || typeof workerData !== 'string') throw new Error('Starts only as the checkpoint worker.');

const db = new DatabaseSync(workerData);
const checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');

port.on('message', (message: 'written' | 'close') => {
  if (message === 'close') {
    db.close();
    port.close();
    return;
  }
  setTimeout(() => {
    if (!db.isOpen) return;
    checkpoint.get();
    port.postMessage('done');
  }, PAUSE);
});
