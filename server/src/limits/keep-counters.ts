import type { Logger } from 'pino';
import { type Clock, MINUTE } from '../lib/clock.ts';
import type { LimitStore } from '../store/store.ts';
import type { Counters } from './counters.ts';

/**
 * Restores the saved counts of long windows, and saves them every minute. A crash loses at most the last minute's calls, in the
 * callers' favour. Returns a function that stops it and saves the rest.
 */
export async function keepCounters(
  counters: Counters,
  store: LimitStore,
  clock: Clock,
  log: Pick<Logger, 'error'>,
): Promise<() => Promise<void>> {
  counters.restore(await store.limitCounters(clock.now()), clock.now());
  const save = async () => {
    try {
      const changed = counters.changes(clock.now());
      if (changed.length > 0) await store.saveLimitCounters(changed);
    } catch (error) {
      log.error({ error: String(error) }, 'what was counted against quotas could not be kept');
    }
  };
  const timer = setInterval(save, MINUTE).unref();
  return () => {
    clearInterval(timer);
    return save();
  };
}
