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

/**
 * Calls `late` once, with the timeout that was exceeded, unless stopped before. One timer serves all timeouts of a call: when it
 * ends too early, since another timeout began meanwhile, it begins again for the rest.
 */
export function createUpstreamTimer(timeouts: Timeouts, late: (what: Lateness) => void): UpstreamTimer {
  let timer: NodeJS.Timeout | undefined;
  let last: NodeJS.Timeout | undefined;
  let answered = false;
  let stopped = false;
  let waiting: { what: Lateness; ms: number; until: number };
  /** When the timer ends, on the steady clock. */
  let ends = Number.POSITIVE_INFINITY;
  const ring = () => {
    if (stopped) return;
    const rest = waiting.until - performance.now();
    if (rest <= 0) late(waiting.what);
    else set(rest);
  };
  const set = (ms: number) => {
    clearTimeout(timer);
    // After a pause of the process, what arrived meanwhile is read first.
    timer = setTimeout(() => setImmediate(ring), ms);
    ends = performance.now() + ms;
  };
  const wait = (what: Lateness, seconds: number) => {
    const ms = seconds * SECOND;
    waiting = { what, ms, until: performance.now() + ms };
    if (waiting.until < ends) set(ms);
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
    moved() {
      waiting.until = performance.now() + waiting.ms;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(last);
      // A part of a body that arrives after that must not begin it again.
      ends = Number.NEGATIVE_INFINITY;
    },
  };
}
