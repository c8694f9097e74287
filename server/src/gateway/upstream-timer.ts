import type { Timeouts } from '../config/index.ts';
import { SECOND } from '../lib/clock.ts';

/** The timeout that the upstream exceeded. */
export type Lateness = 'connect' | 'headers' | 'idle' | 'stream';

/**
 * The timeouts of one call to the upstream, from connecting to the last byte. Calls `late` once, with the timeout that was exceeded,
 * unless stopped before. One timer serves all of them: when it ends too early, since another timeout began meanwhile, it begins
 * again for the rest.
 */
export class UpstreamTimer {
  readonly #timeouts: Timeouts;
  readonly #late: (what: Lateness) => void;
  #timer: NodeJS.Timeout | undefined;
  #last: NodeJS.Timeout | undefined;
  #answered = false;
  #stopped = false;
  #what: Lateness = 'connect';
  #ms = 0;
  /** When the timeout is exceeded, and when the timer ends, on the steady clock. */
  #until = 0;
  #ends = Number.POSITIVE_INFINITY;

  constructor(timeouts: Timeouts, late: (what: Lateness) => void) {
    this.#timeouts = timeouts;
    this.#late = late;
    this.#wait('connect', timeouts.connect);
  }

  /** Connected: the body of the request, if it has one, is being sent. */
  sending(): void {
    this.#wait('idle', this.#timeouts.idle);
  }

  /** The request is sent; the answer is awaited. */
  sent(): void {
    // The answer may begin before the request is complete.
    if (!this.#answered) this.#wait('headers', this.#timeouts.headers);
  }

  /** The answer has begun. An event stream may be quiet for longer, but has a total limit. */
  answering(isStream: boolean): void {
    this.#answered = true;
    this.#wait('idle', isStream ? this.#timeouts.quiet : this.#timeouts.idle);
    if (isStream) this.#last = setTimeout(this.#late, this.#timeouts.stream * SECOND, 'stream');
  }

  /** A part of a body was transferred. */
  moved(): void {
    this.#until = performance.now() + this.#ms;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#last);
    // A part of a body that arrives after that must not begin it again.
    this.#ends = Number.NEGATIVE_INFINITY;
  }

  #wait(what: Lateness, seconds: number): void {
    this.#what = what;
    this.#ms = seconds * SECOND;
    this.moved();
    if (this.#until < this.#ends) this.#set(this.#ms);
  }

  #set(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(readFirst, ms, this);
    this.#ends = performance.now() + ms;
  }

  ring(): void {
    if (this.#stopped) return;
    const rest = this.#until - performance.now();
    if (rest <= 0) this.#late(this.#what);
    else this.#set(rest);
  }
}

/** After a pause of the process, what arrived meanwhile is read first. */
function readFirst(timer: UpstreamTimer): void {
  setImmediate(() => timer.ring());
}
