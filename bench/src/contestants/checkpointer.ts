import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/* Copies the log into the database every 100 ms, beside the event loop, and tells how many pages the log has. */
const db = new DatabaseSync(String(workerData));
const checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
setInterval(() => parentPort?.postMessage(checkpoint.get()?.log), 100);
