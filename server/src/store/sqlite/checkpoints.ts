import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../../lib/thread.ts';

/** Beyond this size the writer stops and finishes the checkpoint itself, after a pass of the worker, which leaves little to copy. */
const LARGEST_LOG = 16 * 1024 * 1024;
/** Beyond this one it does so at once, in about 10 ms. */
const LARGEST_BETWEEN_PASSES = 2 * LARGEST_LOG;
/** The most pages that it copies for that. More are the worker's work: 80 MB took 100 ms of every request. */
const MOST_LEFT = 4_000;
/** Milliseconds from the first commit until the worker starts; a short-lived store needs none. */
const WORKER_AFTER = 100;
/** Milliseconds between looks at the size, which cost as much as a small write. */
const BETWEEN_LOOKS = 2;
/** Milliseconds until the writer retries after a reader or a full disk blocked it; doubled each time. */
const SHORTEST_WAIT = 20;
const LONGEST_WAIT = 5_000;

export interface Checkpoints {
  /** Never throws: a commit stands, wherever its pages are. */
  afterCommit(): void;
  condition(): { logBytes: number; checkpoints: 'in time' | 'without worker' };
  close(): Promise<void>;
}

/** For a read-only database. */
export const NO_CHECKPOINTS: Checkpoints = {
  afterCommit: () => {},
  condition: () => ({ logBytes: 0, checkpoints: 'in time' }),
  close: async () => {},
};

/**
 * Keeps the write-ahead log short. A worker checkpoints on its own connection, at most every 100 ms and only
 * after writes. Under steady load it alone cannot reset the log, because that requires all pages to be
 * copied; beyond 16 MB the writer does the rest after a pass (docs/decisions/0004-group-commit.md). While a long reader, such as a
 * backup, holds pages back, the log grows; afterwards the worker copies all of it before the writer does the rest.
 *
 * `connection` must have a busy timeout of 0: the log cannot be reset while it is being read, and waiting for
 * the reader would delay every commit.
 */
export function startCheckpoints(connection: DatabaseSync, file: string): Checkpoints {
  const path = resolve(file);
  const log = `${path}-wal`;
  const finish = connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  let asked = false;
  let lost = false;
  /** No commit came since the worker's last pass. */
  let passed = false;
  /** The pages that the worker's last pass could not copy; `null`: not known, because it failed. */
  let left: number | null = 0;
  let wait = 0;
  let next = 0;
  let worker: Worker | undefined;
  let starts: NodeJS.Timeout | undefined;

  const start = (): void => {
    worker = startWorker(path, {
      done(pages) {
        asked = false;
        passed = true;
        left = pages;
        // While the worker copied, it kept the writer from beginning the log anew, and the writer's wait grew.
        next = 0;
      },
      // Without the worker the log grows only to the size at which the writer intervenes.
      failed(error) {
        lost = true;
        left = null;
        process.emitWarning(`Checkpoints of ${path} go on without their worker: ${error.message}`);
      },
    });
    worker.postMessage('written');
  };

  /** Returns whether the log was reset. */
  const finished = (): boolean => {
    try {
      return finish.get()?.busy === 0;
    } catch {
      return false;
    }
  };

  return {
    afterCommit() {
      const now = performance.now();
      if ((left ?? 0) <= MOST_LEFT && now >= next) {
        next = now + BETWEEN_LOOKS;
        if (sizeOf(log) > (passed || lost ? LARGEST_LOG : LARGEST_BETWEEN_PASSES)) {
          wait = finished() ? 0 : Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, 2 * wait));
          next = performance.now() + wait;
        }
      }
      passed = false;
      if (asked || lost) return;
      asked = true;
      if (worker) worker.postMessage('written');
      else starts ??= setTimeout(start, WORKER_AFTER).unref();
    },
    condition: () => ({ logBytes: sizeOf(log), checkpoints: lost ? 'without worker' : 'in time' }),
    async close() {
      clearTimeout(starts);
      if (worker) await ended(worker);
      finished();
    },
  };
}

interface WorkerEvents {
  /** A pass ended; the number of pages that a reader kept it from copying, or `null` if it failed. */
  done(left: number | null): void;
  failed(error: Error): void;
}

function startWorker(path: string, { done, failed }: WorkerEvents): Worker {
  const worker = startThread(import.meta.url, 'checkpoint-worker', path);
  worker.on('message', done);
  worker.on('error', failed);
  // Must come after this: listening for messages makes a worker keep the process alive again.
  worker.unref();
  return worker;
}

async function ended(worker: Worker): Promise<void> {
  if (worker.threadId === -1) return;
  const exit = new Promise((resolve) => worker.once('exit', resolve));
  // A process that closes its last store waits for the worker to end.
  worker.ref();
  worker.postMessage('close');
  await exit;
}

export function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}
