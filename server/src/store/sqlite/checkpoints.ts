import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';

/** Beyond this the writer stops and finishes the checkpoint itself; about 10 ms. */
const LARGEST_LOG = 16 * 1024 * 1024;
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
  // The ending of this file is that of the worker's: .ts from source, .js when built.
  const worker = new Worker(new URL(`./checkpoint-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: path,
    // Flags of the main thread, such as those of the test runner, may be ones that no worker takes.
    execArgv: [],
  });
  let asked = false;
  let lost = false;
  let wait = 0;
  let next = 0;
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
      worker.postMessage('written');
    },
    async close() {
      // Whoever awaits this must see it happen, even as the last thing the process does.
      worker.ref();
      worker.postMessage('close');
      await ended;
      finished();
    },
  };
}

function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}
