import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Looked } from '../audit/seal/under.ts';
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
  // The worker's file has the same extension as this one: .ts from source, .js when built.
  const start = () =>
    new Worker(new URL(`./look-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: file,
      // Workers do not accept some flags of the main thread, such as the test runner's.
      execArgv: [],
    });
  return {
    look(seals) {
      if (availableParallelism() < 2) return null;
      worker ??= start();
      worker.postMessage(seals);
      return once(worker, 'message').then(([looked]) => looked as Looked[]);
    },
    close: async () => worker?.terminate(),
  };
}
