import { type Clock, DAY, SECOND } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { VERSION } from '../lib/version.ts';
import type { NodeReport } from '../model/index.ts';
import type { Store } from '../store/store.ts';

const EVERY = 20 * SECOND;
/** A node that told nothing for so long is taken for one that was stopped: it told something three times in a minute. */
export const MISSED_AFTER = 60 * SECOND;
const FORGOTTEN_AFTER = DAY;

/** The state of this node at this moment. */
export type OwnState = Omit<NodeReport, 'name' | 'version' | 'startedAt' | 'seenAt'>;

/**
 * Tells the state of this node again and again, so that each node can show all of them. Resolves after the first time.
 * Returns a function that stops it; the node is forgotten then.
 */
export async function keepReporting(
  store: Pick<Store, 'reportNode' | 'endNode'>,
  clock: Clock,
  log: Pick<Logger, 'error'>,
  { name, state }: { name: string; state: () => OwnState },
): Promise<() => Promise<void>> {
  const startedAt = clock.now();
  const tell = () => {
    const seenAt = clock.now();
    return store
      .reportNode({ name, version: VERSION, startedAt, seenAt, ...state() }, seenAt - FORGOTTEN_AFTER)
      .catch((error: unknown) =>
        log.error({ error: String(error) }, 'the state of this node could not be told'),
      );
  };
  let work = tell();
  await work;
  const timer = setInterval(() => {
    work = work.then(tell);
  }, EVERY).unref();
  return async () => {
    clearInterval(timer);
    await work;
    await store
      .endNode(name)
      .catch((error: unknown) =>
        log.error({ error: String(error) }, 'the end of this node could not be told'),
      );
  };
}
