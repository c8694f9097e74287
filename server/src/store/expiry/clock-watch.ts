import { type Clock, HOUR, MINUTE, steady } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Instant } from '../../model/index.ts';
import type { Store } from '../store.ts';

/** By so much the time of day may differ from a clock that goes evenly: it is put right by a little now and then. */
const LARGEST_LEAP = MINUTE;
/** For so long the time of day has to go evenly before it is believed again. */
const CONFIRMED_BY = HOUR;
/** A stop may be longer; then the first hour of the start deletes nothing, which does no harm. */
const LONGEST_STOP = HOUR;

/**
 * Watches the time of day for leaps. What is deleted because the clock was ahead for a few seconds is gone for good,
 * while what stays too long because it was behind is judged by its expiry all the same, whenever somebody shows it.
 */
export interface ClockWatch {
  /** Whether the time of day may be believed so far that what it calls old is removed. */
  mayDelete(): boolean;
  /** Writes down that the time of day was believed, or reads that a person believes it. Every minute, by itself. */
  look(): Promise<void>;
  stop(): void;
}

/** Begins with what the database knows of the time: a process that starts while the clock is ahead has seen no leap. */
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
    look().catch((error: Error) => log.error({ error: error.message }, 'the time could not be written down'));
  await keep();
  const timer = setInterval(keep, MINUTE).unref();
  return { mayDelete, look, stop: () => clearInterval(timer) };
}
