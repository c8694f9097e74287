import type { FaultKind } from '../store-fault.ts';

/** A part of the process that writes, for one API: its store, or the windows that it counts for all workers. */
export type Part = 'store' | 'limits' | 'throttles';

/** A question of a worker: its number, and the verb that is asked for. Arguments and values are such as structured cloning copies. */
export type Ask = readonly [number: number, api: string, part: Part, verb: string, args: readonly unknown[]];

/** `fault` stands for a `StoreFault` with its kind, `failed` for any other error. */
export type Answer =
  | readonly [number: number, is: 'value', value: unknown]
  | readonly [number: number, is: 'fault', kind: FaultKind, message: string]
  | readonly [number: number, is: 'failed', message: string];

/** From a worker: all that it asks in one turn of its event loop. */
export interface Asks {
  asks: readonly Ask[];
}

/** To a worker. It hears of outdated things first: they were committed before the answers were given. */
export interface Answers {
  outdated: readonly (readonly [api: string, tags: readonly string[]])[];
  answers: readonly Answer[];
}

/** One end of the line between a worker and the process that writes. Keeps the order of messages. */
export interface Line {
  /** Throws if something in the message cannot be copied. */
  send(message: Asks | Answers): void;
  hear(listener: (message: unknown) => void): void;
  /** Calls `listener` when the other end is gone, once. */
  ended(listener: () => void): void;
}

export function isAsks(message: unknown): message is Asks {
  return typeof message === 'object' && message !== null && 'asks' in message;
}

export function isAnswers(message: unknown): message is Answers {
  return typeof message === 'object' && message !== null && 'answers' in message;
}
