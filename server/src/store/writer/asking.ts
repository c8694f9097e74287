import { SECOND } from '../../lib/clock.ts';
import { StoreFault } from '../store-fault.ts';
import { type Answer, type Ask, isAnswers, type Line, type Part } from './messages.ts';

/** A verb waits for a lock for 5 seconds, so a process that takes longer stands still. */
const LATE = 10 * SECOND;
const BETWEEN_LOOKS = SECOND;
/** Questions that may wait at once; some megabytes. */
const MOST_WAITING = 20_000;

/** The process that writes, as a worker sees it. */
export interface Writer {
  of(api: string): WriterOfApi;
  /** Resolves when it is gone. */
  readonly gone: Promise<void>;
}

export interface WriterOfApi {
  /**
   * Asks for a verb with arguments that can be copied. Rejects as the verb does, and with a `StoreFault`: `unreachable` if it
   * was not asked, `unsure` if no answer came.
   */
  ask(part: Part, verb: string, args: readonly unknown[]): Promise<unknown>;
  isThere(): boolean;
  /** Calls `listener` with the tags (rules/change) of what a commit made outdated, before that commit is answered here. */
  onOutdated(listener: (tags: readonly string[]) => void): void;
}

interface Waiting {
  /** By the steady clock. */
  until: number;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Speaks with the process that writes. All that is asked in a turn of the event loop is one message.
 * @param late milliseconds after which an answer is not waited for any longer
 */
export function writerAt(line: Line, late = LATE): Writer {
  /** In the order in which they were asked. */
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, ((tags: readonly string[]) => void)[]>();
  let number = 0;
  let asks: Ask[] = [];
  let isGone = false;

  const settle = (of: number, how: (waiting: Waiting) => void) => {
    const found = waiting.get(of);
    waiting.delete(of);
    if (found) how(found);
  };
  const send = (some: readonly Ask[]) => {
    try {
      line.send({ asks: some });
    } catch (error) {
      // One that cannot be copied must not take the others with it.
      const [only] = some;
      if (some.length > 1) for (const ask of some) send([ask]);
      else if (only) settle(only[0], ({ reject }) => reject(asError(error)));
    }
  };
  const sendAll = () => {
    const some = asks;
    asks = [];
    if (isGone) for (const [of] of some) settle(of, ({ reject }) => reject(gone()));
    else send(some);
  };
  const hear = ([of, ...answer]: Answer) => {
    settle(of, ({ resolve, reject }) => {
      if (answer[0] === 'value') resolve(answer[1]);
      else if (answer[0] === 'fault') reject(new StoreFault(answer[1], answer[2]));
      else reject(new Error(answer[1]));
    });
  };

  line.hear((message) => {
    if (!isAnswers(message)) return;
    for (const [api, tags] of message.outdated) for (const tell of listeners.get(api) ?? []) tell(tags);
    for (const answer of message.answers) hear(answer);
  });
  const over = new Promise<void>((resolve) => {
    line.ended(() => {
      isGone = true;
      const unsent = new Set(asks.map(([of]) => of));
      for (const of of [...waiting.keys()])
        if (!unsent.has(of)) settle(of, ({ reject }) => reject(unanswered()));
      resolve();
    });
  });
  setInterval(
    () => {
      const now = performance.now();
      for (const [of, { until }] of waiting) {
        if (now < until) return;
        settle(of, ({ reject }) => reject(unanswered()));
      }
    },
    Math.min(BETWEEN_LOOKS, late),
  ).unref();

  return {
    gone: over,
    of: (api) => ({
      ask(part, verb, args) {
        if (isGone) return Promise.reject(gone());
        if (waiting.size >= MOST_WAITING) return Promise.reject(overloaded());
        return new Promise((resolve, reject) => {
          number += 1;
          waiting.set(number, { until: performance.now() + late, resolve, reject });
          asks.push([number, api, part, verb, args]);
          if (asks.length === 1) setImmediate(sendAll);
        });
      },
      isThere: () => !isGone,
      onOutdated: (listener) => void listeners.set(api, [...(listeners.get(api) ?? []), listener]),
    }),
  };
}

const gone = () => new StoreFault('unreachable', 'The process that writes is gone.');
const unanswered = () => new StoreFault('unsure', 'The process that writes did not answer.');
const overloaded = () => new StoreFault('locked', 'Too much waits for the process that writes.');

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
