import type { Logger } from 'pino';
import { type Clock, DAY, SECOND } from '../lib/clock.ts';
import type { Store } from './store.ts';

/** Rows stay this long after they expired, so that "expired" can be told from "never heard of". */
const GRACE = DAY;
/** Rows looked at in one go: about 2 ms of the event loop. */
const CHUNK = 1_000;
/** Between two chunks; shorter while there is something to remove. */
const UNHURRIED = SECOND / 4;
const BUSY = SECOND / 50;
const AFTER_AN_ERROR = 10 * SECOND;

export interface Cleaner {
  /** Resolves when the chunk in hand, if any, is done. */
  stop(): Promise<void>;
}

/**
 * Removes expired rows all the time, a small chunk after the other, so that nothing grows without bound and
 * nothing ever stops for cleaning. Does not keep the process alive.
 */
export function startCleaner(
  store: Pick<Store, 'expire'>,
  clock: Clock,
  log: Pick<Logger, 'error'>,
): Cleaner {
  let stopped = false;
  let timer: NodeJS.Timeout;
  let chunk: Promise<void> = Promise.resolve();

  const clean = async () => {
    let pause = UNHURRIED;
    try {
      if ((await store.expire(clock.now() - GRACE, CHUNK)) > 0) pause = BUSY;
    } catch (error) {
      log.error({ err: error }, 'expired rows could not be removed; trying again');
      pause = AFTER_AN_ERROR;
    }
    if (!stopped) schedule(pause);
  };
  const schedule = (pause: number) => {
    timer = setTimeout(() => {
      chunk = clean();
    }, pause);
    timer.unref();
  };
  schedule(BUSY);

  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      return chunk;
    },
  };
}
