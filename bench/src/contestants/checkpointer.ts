import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/* Copies the log into the database every 100 ms, outside the event loop, and reports the log's pages. */
const db = new DatabaseSync(String(workerData));
const checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
setInterval(() => parentPort?.postMessage(checkpoint.get()?.log), 100);
