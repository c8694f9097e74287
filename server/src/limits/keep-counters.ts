import type { Logger } from 'pino';
import { type Clock, MINUTE } from '../lib/clock.ts';
import type { LimitStore } from '../store/store.ts';
import { Counters } from './counters.ts';

/**
 * Opens the counters with the saved counts of long windows, and saves them every minute. A crash loses at most the last
 * minute's calls, in the callers' favour. `close` saves the rest.
 */
export async function openCounters(
  store: LimitStore,
  clock: Clock,
  log: Pick<Logger, 'error'>,
): Promise<{ counters: Counters; close(): Promise<void> }> {
  const counters = new Counters();
  await counters.restore(await store.limitCounters(clock.now()), clock.now());
  const save = async () => {
    try {
      const changed = await counters.changes(clock.now());
      if (changed.length > 0) await store.saveLimitCounters(changed);
    } catch (error) {
      log.error({ error: String(error) }, 'what was counted against quotas could not be kept');
    }
  };
  const timer = setInterval(save, MINUTE).unref();
  return {
    counters,
    close() {
      clearInterval(timer);
      return save();
    },
  };
}
