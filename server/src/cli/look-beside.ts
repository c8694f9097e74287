import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { Looked } from '../audit/seal/under.ts';
import { startThread } from '../lib/thread.ts';
import type { AuditSeal } from '../model/index.ts';

/** The file whose log is verified. */
export interface LookedInto {
  dataDir: string;
  apiName: string;
}

export interface LookBeside {
  /** Compares rows with these seals, one call at a time; `null` where there is no second core. */
  look(seals: readonly AuditSeal[]): Promise<Looked[]> | null;
  close(): Promise<unknown>;
}

/** Looks under seals in a second thread, which the first call starts. */
export function lookBeside(file: LookedInto): LookBeside {
  let worker: Worker | undefined;
  return {
    look(seals) {
      if (availableParallelism() < 2) return null;
      worker ??= startThread(import.meta.url, 'look-worker', file);
      worker.postMessage(seals);
      return once(worker, 'message').then(([looked]) => looked as Looked[]);
    },
    close: async () => worker?.terminate(),
  };
}
