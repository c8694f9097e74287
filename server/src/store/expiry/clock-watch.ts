import { type Clock, HOUR, MINUTE, steady } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Instant } from '../../model/index.ts';
import type { Store } from '../store.ts';

/** The accepted difference between the time of day and the steady clock, for ordinary corrections. */
const LARGEST_LEAP = MINUTE;
/** The time of day must run evenly for this long before it is trusted again. */
const CONFIRMED_BY = HOUR;
/** After a longer stop, the first hour of the start deletes nothing, which is harmless. */
const LONGEST_STOP = HOUR;

/**
 * Watches the time of day for leaps. Rows deleted because the clock was ahead for a few seconds are lost for
 * good, while rows kept too long because it was behind are still rejected by their expiry.
 */
export interface ClockWatch {
  /** Returns whether the time of day is trusted for deleting expired rows. */
  mayDelete(): boolean;
  /**
   * Records that the time of day was trusted, or reads that the operator confirmed it. Runs every minute by
   * itself.
   */
  look(): Promise<void>;
  stop(): void;
}

/**
 * Starts with the time recorded in the database: a process that starts while the clock is ahead sees no leap.
 */
export async function watchClock(
  store: Pick<Store, 'timeBelieved' | 'believeTime'>,
  clock: Clock,
  log: Pick<Logger, 'warn' | 'error'>,
): Promise<ClockWatch> {
  let believed = await store.timeBelieved();
  let [ofDay, even] = [clock.now(), steady(clock)];
  let doubtedUntil = Number.NEGATIVE_INFINITY;

  const doubt = (by: number) => {
    if (doubtedUntil <= even) {
      log.warn(
        { seconds: Math.round(by / 1_000) },
        'the clock leapt: nothing is removed until it has gone evenly for an hour, or latchkey clock confirm says that it is right',
      );
    }
    doubtedUntil = even + CONFIRMED_BY;
  };
  const mayDelete = () => {
    const [now, on] = [clock.now(), steady(clock)];
    const leap = now - ofDay - (on - even);
    [ofDay, even] = [now, on];
    if (Math.abs(leap) > LARGEST_LEAP) doubt(leap);
    return even >= doubtedUntil;
  };
  const look = async () => {
    if (mayDelete()) {
      believed = ofDay;
      return store.believeTime(ofDay);
    }
    const said: Instant | null = await store.timeBelieved();
    if (said === null || said === believed) return;
    believed = said;
    if (Math.abs(ofDay - said) <= 2 * LARGEST_LEAP) doubtedUntil = Number.NEGATIVE_INFINITY;
  };

  if (believed !== null && Math.abs(ofDay - believed) > LONGEST_STOP) doubt(ofDay - believed);
  const keep = () =>
    look().catch((error: Error) =>
      log.error({ error: error.message }, 'the trusted time could not be recorded'),
    );
  await keep();
  const timer = setInterval(keep, MINUTE).unref();
  return { mayDelete, look, stop: () => clearInterval(timer) };
}
