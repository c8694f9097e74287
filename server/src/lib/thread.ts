import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Starts another thread with a module that stands beside the caller's.
 *
 * @param beside `import.meta.url` of the caller
 * @param name the module without its extension, which is that of the caller: `.ts` from source, `.js` when built
 */
export function startThread(beside: string, name: string, workerData: unknown): Worker {
  return new Worker(new URL(`./${name}${extname(beside)}`, beside), {
    workerData,
    // Threads do not accept some flags of the main thread, such as the test runner's.
    execArgv: [],
  });
}
