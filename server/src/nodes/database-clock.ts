import { type Clock, SECOND, steady, systemClock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Instant } from '../model/index.ts';
import type { Store } from '../store/store.ts';

const ASKED_EVERY = 10 * SECOND;
/** Smaller differences are left as they are: the answer's way makes them as well, and NTP keeps machines closer than this. */
const FOLLOWED_FROM = SECOND;
/** An answer that took longer says too little. */
const SLOWEST_ANSWER = SECOND;
/** A difference of which the operator is told. */
export const TOLD_FROM = 2 * SECOND;

/**
 * The time of day by the clock of the database, which all nodes on it share: so a code that one node made is as old on every
 * other, whatever clock their machines have. With a database in files it is this machine's time.
 *
 * Between two answers of the database it goes on by the steady clock when this machine's time of day is set.
 */
export class DatabaseClock implements Clock {
  readonly #machine: Clock;
  /** Added to the machine's time of day. */
  #offset = 0;
  #difference = 0;
  /** The machine's clocks when the database was asked last. */
  #ofDay: Instant;
  #even: number;
  #asking: Promise<void> | null = null;
  #ask: () => Promise<void> = async () => {};

  constructor(machine: Clock = systemClock) {
    this.#machine = machine;
    this.#ofDay = machine.now();
    this.#even = steady(machine);
  }

  now(): Instant {
    const ofDay = this.#machine.now();
    const elapsed = steady(this.#machine) - this.#even;
    if (Math.abs(ofDay - this.#ofDay - elapsed) < FOLLOWED_FROM) return ofDay + this.#offset;
    void this.#askOnce();
    return Math.round(this.#ofDay + elapsed) + this.#offset;
  }

  steady(): number {
    return steady(this.#machine);
  }

  /** By how many milliseconds the database's clock was ahead of this machine's when it was asked last. */
  get difference(): number {
    return this.#difference;
  }

  /** Follows the database's clock from now on. Resolves after its first answer to a function that stops it. */
  async follow(
    store: Pick<Store, 'databaseTime'>,
    log: Pick<Logger, 'warn' | 'info'>,
  ): Promise<() => Promise<void>> {
    this.#ask = async () => {
      const asked = this.steady();
      const theirs = await store.databaseTime();
      const took = this.steady() - asked;
      if (took > SLOWEST_ANSWER) return;
      this.#set(Math.round(theirs + took / 2), log);
    };
    await this.#askOnce();
    // A database that does not answer is told of elsewhere; the last difference stands meanwhile.
    const timer = setInterval(() => void this.#askOnce(), ASKED_EVERY).unref();
    return async () => {
      clearInterval(timer);
      this.#ask = async () => {};
      await this.#asking;
    };
  }

  #askOnce(): Promise<void> {
    this.#asking ??= this.#ask()
      .catch(() => {})
      .finally(() => {
        this.#asking = null;
      });
    return this.#asking;
  }

  #set(database: Instant, log: Pick<Logger, 'warn' | 'info'>): void {
    const was = this.#difference;
    this.#ofDay = this.#machine.now();
    this.#even = steady(this.#machine);
    this.#difference = database - this.#ofDay;
    this.#offset = Math.abs(this.#difference) < FOLLOWED_FROM ? 0 : this.#difference;
    const seconds = Math.round(this.#difference / SECOND);
    if (isTold(this.#difference) && Math.abs(this.#difference - was) >= FOLLOWED_FROM) {
      log.warn(
        { seconds },
        'the clock of this machine differs from the database’s, which counts: let NTP keep both',
      );
    } else if (isTold(was) && !isTold(this.#difference)) {
      log.info({ seconds }, 'the clock of this machine agrees with the database’s again');
    }
  }
}

function isTold(difference: number): boolean {
  return Math.abs(difference) >= TOLD_FROM;
}
