import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../../lib/thread.ts';

/** Bytes, as SQLite has them by default. */
const PAGE = 4_096;
/** Beyond so many pages, 16 MB, the writer finishes a checkpoint itself, as soon as its worker has left little of it. */
const LONG_LOG = 4_000;
/** The most pages that the writer then copies, in about 1 ms. */
const LITTLE = 250;
/** Beyond so many its worker finishes it, and commits wait for that by a timer: so many pages would hold the loop for 10 to 40 ms. */
const TOO_LONG_LOG = 2 * LONG_LOG;
/** The most pages for which they wait after a reader has held them back. More are copied beside commits: 80 MB took 100 ms. */
const MOST_HELD = 4_000;
/** Milliseconds from the first commit until the worker starts; a short-lived store needs none. */
const WORKER_AFTER = 100;
/** Milliseconds between looks at the length of the log. */
const BETWEEN_LOOKS = 2;
/** Milliseconds until the writer retries after a reader or a full disk blocked it; doubled each time. */
const SHORTEST_WAIT = 20;
const LONGEST_WAIT = 5_000;

export interface Checkpoints {
  /** Once the disk has a commit. Never throws: a commit stands, wherever its pages are. */
  afterCommit(): void;
  /** Whether commits have to wait, so that the worker copies all of the log and the next one begins it anew. */
  isFinishing(): boolean;
  condition(): { logBytes: number; checkpoints: 'in time' | 'without worker' };
  close(): Promise<void>;
}

/** For a read-only database. */
export const NO_CHECKPOINTS: Checkpoints = {
  afterCommit: () => {},
  isFinishing: () => false,
  condition: () => ({ logBytes: 0, checkpoints: 'in time' }),
  close: async () => {},
};

/**
 * Keeps the write-ahead log short. A worker checkpoints on its own connection, at most every 100 ms and only
 * after writes. Under steady load it alone cannot have the log begin anew, because that requires all pages to be
 * copied; beyond 16 MB the writer does the rest, when little is left, and beyond 32 MB the worker, while no commit goes on
 * (docs/decisions/0004-group-commit.md). While a long reader, such as a backup, holds pages back, the log grows; afterwards the worker
 * copies nearly all of it beside commits.
 *
 * The log begins anew in the same file, over what was in it: where it is cut off and grows again, the file system finds new places for it,
 * which takes half of the time of a commit.
 *
 * `connection` must have a busy timeout of 0: the log cannot begin anew while it is being read, and waiting for
 * the reader would delay every commit.
 */
export function startCheckpoints(connection: DatabaseSync, file: string): Checkpoints {
  const path = resolve(file);
  // When the log begins anew, the part that a long reader made it grow by is cut off.
  connection.exec(`PRAGMA journal_size_limit = ${TOO_LONG_LOG * PAGE}`);
  const look = connection.prepare('PRAGMA wal_checkpoint(NOOP)');
  const finish = connection.prepare('PRAGMA wal_checkpoint(RESTART)');
  let asked = false;
  let isFinishing = false;
  let lost = false;
  /** The pages that a reader kept the worker's last pass from copying. */
  let held = 0;
  let wait = 0;
  let next = 0;
  let worker: Worker | undefined;
  let starts: NodeJS.Timeout | undefined;

  const start = (): void => {
    worker = startWorker(path, {
      passed(left) {
        asked = false;
        held = left;
        // While the worker copied, it kept the writer from beginning the log anew, and the writer's wait grew.
        next = 0;
      },
      finished(left) {
        isFinishing = false;
        held = left;
      },
      // Without the worker the log grows only to the size at which the writer intervenes.
      failed(error) {
        lost = true;
        isFinishing = false;
        held = 0;
        process.emitWarning(`Checkpoints of ${path} go on without their worker: ${error.message}`);
      },
    });
    worker.postMessage('written');
  };

  /** The pages of the log, and how many of them are not in the database file. */
  const logOf = () => {
    const { log, checkpointed } = look.get() ?? {};
    return { pages: Number(log), left: Number(log) - Number(checkpointed) };
  };

  /** Has the log begin anew if it is long. Returns false if something kept it from that, or the worker has to copy first. */
  const shorten = (): boolean => {
    try {
      const { pages, left } = logOf();
      const isTooLong = pages > TOO_LONG_LOG && held <= MOST_HELD;
      if (pages <= LONG_LOG || (left > LITTLE && !isTooLong)) return true;
      if (left <= LITTLE || !worker || lost) return finish.get()?.busy === 0;
      isFinishing = true;
      worker.postMessage('finish');
      return false;
    } catch {
      return false;
    }
  };

  return {
    afterCommit() {
      if (performance.now() >= next) {
        wait = shorten() ? 0 : Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, 2 * wait));
        next = performance.now() + Math.max(BETWEEN_LOOKS, wait);
      }
      if (asked || lost) return;
      asked = true;
      if (worker) worker.postMessage('written');
      else starts ??= setTimeout(start, WORKER_AFTER).unref();
    },
    isFinishing: () => isFinishing,
    condition: () => ({ logBytes: PAGE * logOf().left, checkpoints: lost ? 'without worker' : 'in time' }),
    async close() {
      clearTimeout(starts);
      if (worker) await ended(worker);
    },
  };
}

interface WorkerEvents {
  /** A pass ended; the number of pages that a reader kept it from copying, 0 if it failed. */
  passed(left: number): void;
  /** The same of one that commits waited for. */
  finished(left: number): void;
  failed(error: Error): void;
}

function startWorker(path: string, { passed, finished, failed }: WorkerEvents): Worker {
  const worker = startThread(import.meta.url, 'checkpoint-worker', path);
  worker.on('message', (done: { message: 'written' | 'finish'; left: number }) => {
    if (done.message === 'finish') finished(done.left);
    else passed(done.left);
  });
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
