import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';

/** Beyond this the writer stops and finishes the checkpoint itself; about 10 ms. */
const LARGEST_LOG = 16 * 1024 * 1024;
/** Milliseconds from the first commit until the worker starts: a store that lives shorter needs none. */
const WORKER_AFTER = 100;
/** Milliseconds until the writer tries again what a reader or a full disk kept it from; doubled each time. */
const SHORTEST_WAIT = 20;
const LONGEST_WAIT = 5_000;

export interface Checkpoints {
  /** Never throws: what was committed is committed, wherever its pages lie. */
  afterCommit(): void;
  close(): Promise<void>;
}

/** For a database that is only read. */
export const NO_CHECKPOINTS: Checkpoints = { afterCommit: () => {}, close: async () => {} };

/**
 * Keeps the write-ahead log short. A worker checkpoints on its own connection, at most every 100 ms and only
 * when something was written. Under steady load it alone starves, because a log is begun anew only when all of
 * it is copied; so past 16 MB the writer does the rest (docs/decisions/0004-group-commit.md).
 *
 * `connection` has to have a busy timeout of 0: a log cannot be begun anew while anybody reads in it, and whoever
 * waited for that reader would hold up every commit.
 */
export function startCheckpoints(connection: DatabaseSync, file: string): Checkpoints {
  const path = resolve(file);
  const log = `${path}-wal`;
  const finish = connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  let asked = false;
  let lost = false;
  let wait = 0;
  let next = 0;
  let worker: Worker | undefined;
  let starts: NodeJS.Timeout | undefined;

  const start = (): void => {
    worker = startWorker(path, {
      done() {
        asked = false;
      },
      // Without the worker the log only grows up to the size at which the writer steps in.
      failed(error) {
        lost = true;
        process.emitWarning(`Checkpoints of ${path} go on without their worker: ${error.message}`);
      },
    });
    worker.postMessage('written');
  };

  /** Whether the log was begun anew. */
  const finished = (): boolean => {
    try {
      return finish.get()?.busy === 0;
    } catch {
      return false;
    }
  };

  return {
    afterCommit() {
      if (performance.now() >= next && sizeOf(log) > LARGEST_LOG) {
        wait = finished() ? 0 : Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, 2 * wait));
        next = performance.now() + wait;
      }
      if (asked || lost) return;
      asked = true;
      if (worker) worker.postMessage('written');
      else starts ??= setTimeout(start, WORKER_AFTER).unref();
    },
    async close() {
      clearTimeout(starts);
      if (worker) await ended(worker);
      finished();
    },
  };
}

interface WorkerEvents {
  done(): void;
  failed(error: Error): void;
}

function startWorker(path: string, { done, failed }: WorkerEvents): Worker {
  // The ending of this file is that of the worker's: .ts from source, .js when built.
  const worker = new Worker(new URL(`./checkpoint-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: path,
    // Flags of the main thread, such as those of the test runner, may be ones that no worker takes.
    execArgv: [],
  });
  worker.on('message', done);
  worker.on('error', failed);
  // Only now: listening for messages makes a worker keep the process alive again.
  worker.unref();
  return worker;
}

async function ended(worker: Worker): Promise<void> {
  if (worker.threadId === -1) return;
  const exit = new Promise((resolve) => worker.once('exit', resolve));
  // A process that closes its last store ends only when the worker has.
  worker.ref();
  worker.postMessage('close');
  await exit;
}

function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}
