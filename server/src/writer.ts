import { type Addressing, addressOf } from './config/index.ts';
import { doesWindows } from './limits/asked-windows.ts';
import type { ConfiguredApi } from './main.ts';
import { watchApis } from './metrics/watched.ts';
import { type OpenOptions, openApi, openProcess } from './open-api.ts';
import { answersWorkers, type Workers } from './store/writer/answering.ts';

/** The process that writes the files of its APIs, beside workers that answer requests. */
export interface RunningWriter extends Pick<Workers, 'serve'> {
  /** Call it when the workers have ended. */
  close(): Promise<void>;
}

/**
 * Opens the APIs for workers: it writes, counts, sends, and does the chores. Rejects as `startLatchkey` does.
 */
export async function startWriter(
  options: OpenOptions & { apis: readonly ConfiguredApi[]; addressing: Addressing },
): Promise<RunningWriter> {
  const opened = await openProcess(options);
  const workers = answersWorkers();
  try {
    const watched = [];
    for (const { config, file } of options.apis) {
      const api = await openApi(opened, { config, file, address: addressOf(config, options.addressing) });
      const { counters, throttles } = api.runtime;
      workers.add(config.name, api.store, {
        limits: doesWindows(counters),
        throttles: doesWindows(throttles),
      });
      watched.push({ api, front: {} });
    }
    const { metrics, dataDir } = options;
    if (metrics) watchApis(metrics, watched, { dataDir, time: opened.time });
  } catch (error) {
    await opened.close();
    throw error;
  }
  return { serve: workers.serve, close: opened.close };
}
