import type { Timeouts } from '../config/index.ts';
import { SECOND } from '../lib/clock.ts';

/** The timeout that the upstream exceeded. */
export type Lateness = 'connect' | 'headers' | 'idle' | 'stream';

/** The timeouts of one call to the upstream, from connecting to the last byte. */
export interface UpstreamTimer {
  /** Connected: the body of the request, if it has one, is being sent. */
  sending(): void;
  /** The request is sent; the answer is awaited. */
  sent(): void;
  /** The answer has begun. An event stream may be quiet for longer, but has a total limit. */
  answering(isStream: boolean): void;
  /** A part of a body was transferred. */
  moved(): void;
  stop(): void;
}

/** Calls `late` once, with the timeout that was exceeded, unless stopped before. */
export function createUpstreamTimer(timeouts: Timeouts, late: (what: Lateness) => void): UpstreamTimer {
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
      // The answer may begin before the request is complete.
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
