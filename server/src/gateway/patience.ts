import type { Timeouts } from '../config/index.ts';
import { SECOND } from '../lib/clock.ts';

/** What the API behind was too slow about. */
export type Lateness = 'connect' | 'headers' | 'idle' | 'stream';

/** Watches one call from the first packet to the last. */
export interface Patience {
  /** There is a connection; the body of the request, if it has one, goes over it. */
  sending(): void;
  /** Everything is sent: the answer is waited for. */
  sent(): void;
  /** The answer has begun. An event stream may be quiet, and is ended in the end. */
  answering(isStream: boolean): void;
  /** A part of a body went by. */
  moved(): void;
  stop(): void;
}

/** Calls `late` once, unless stopped before. */
export function createPatience(timeouts: Timeouts, late: (what: Lateness) => void): Patience {
  let timer: NodeJS.Timeout;
  let last: NodeJS.Timeout | undefined;
  let answered = false;
  const wait = (what: Lateness, seconds: number) => {
    clearTimeout(timer);
    timer = setTimeout(late, seconds * SECOND, what);
  };
  wait('connect', timeouts.connect);
  return {
    sending: () => wait('idle', timeouts.idle),
    sent() {
      // An answer may come before the last of the request.
      if (!answered) wait('headers', timeouts.headers);
    },
    answering(isStream) {
      answered = true;
      wait('idle', isStream ? timeouts.quiet : timeouts.idle);
      if (isStream) last = setTimeout(late, timeouts.stream * SECOND, 'stream');
    },
    moved: () => void timer.refresh(),
    stop() {
      clearTimeout(timer);
      clearTimeout(last);
    },
  };
}
