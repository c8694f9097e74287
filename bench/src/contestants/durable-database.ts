import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';

/** Every contestant writes like this: a write is answered only after it would survive a power cut. */
export function openDurably(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const db = new DatabaseSync(join(folder, 'bench.sqlite'), { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  return db;
}

export type CommitTogether = <Value>(write: () => Value) => Promise<Value>;

/**
 * Writes of the same turn of the event loop share one commit, and checkpoints run in a worker: the cheapest
 * durable writing that we know, so that the bare server is a fair ceiling. No savepoints, because each of its
 * writes is one statement.
 */
export function commitTogether(db: DatabaseSync, folder: string): CommitTogether {
  db.exec('PRAGMA wal_autocheckpoint = 0');
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const truncate = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  const logSize = db.prepare('PRAGMA page_size').get()?.page_size;
  const largestLog = (16 * 1024 * 1024) / Number(logSize);
  const checkpoints = new Worker(new URL('./checkpointer.ts', import.meta.url), {
    workerData: join(folder, 'bench.sqlite'),
    execArgv: [],
  });
  checkpoints.unref();
  /** Pages in the log at the last checkpoint. */
  let pages = 0;
  checkpoints.on('message', (found: number) => {
    pages = found;
  });

  let waiting: (() => () => void)[] = [];
  const flush = () => {
    const batch = waiting;
    waiting = [];
    begin.run();
    const settle = batch.map((write) => write());
    commit.run();
    for (const each of settle) each();
    if (pages > largestLog) {
      truncate.get();
      pages = 0;
    }
  };
  return (write) =>
    new Promise((resolve, reject) => {
      waiting.push(() => {
        try {
          const value = write();
          return () => resolve(value);
        } catch (error) {
          return () => reject(error);
        }
      });
      if (waiting.length === 1) setImmediate(flush);
    });
}
