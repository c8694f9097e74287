import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';

/** Beyond this the writer stops and finishes the checkpoint itself; about 10 ms. */
const LARGEST_LOG = 16 * 1024 * 1024;

export interface Checkpoints {
  afterCommit(): void;
  close(): Promise<void>;
}

/** For a database that is only read. */
export const NO_CHECKPOINTS: Checkpoints = { afterCommit: () => {}, close: async () => {} };

/**
 * Keeps the write-ahead log short. A worker checkpoints on its own connection, at most every 100 ms and only
 * when something was written. Under steady load it alone starves, because a log is begun anew only when all of
 * it is copied; so past 16 MB the writer does the rest (docs/decisions/0004-group-commit.md).
 */
export function startCheckpoints(connection: DatabaseSync, file: string): Checkpoints {
  const path = resolve(file);
  const log = `${path}-wal`;
  const finish = connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  // The ending of this file is that of the worker's: .ts from source, .js when built.
  const worker = new Worker(new URL(`./checkpoint-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: path,
    // Flags of the main thread, such as those of the test runner, may be ones that no worker takes.
    execArgv: [],
  });
  let asked = false;
  let lost = false;
  worker.on('message', () => {
    asked = false;
  });
  // Without the worker the log only grows up to the size at which the writer steps in.
  worker.on('error', (error) => {
    lost = true;
    process.emitWarning(`Checkpoints of ${path} go on without their worker: ${error.message}`);
  });
  // Only now: listening for messages makes a worker count again.
  worker.unref();
  const ended = new Promise<void>((done) => worker.once('exit', () => done()));

  return {
    afterCommit() {
      if (sizeOf(log) > LARGEST_LOG) finish.get();
      if (asked || lost) return;
      asked = true;
      worker.postMessage('written');
    },
    async close() {
      // Whoever awaits this must see it happen, even as the last thing the process does.
      worker.ref();
      worker.postMessage('close');
      await ended;
      finish.get();
    },
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
