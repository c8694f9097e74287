import { hear, type Query, type Said, type Steps } from '../transactions.ts';

/** The point that a walk has come to: a query that has to be answered before it goes on, or its end. */
export type Reached<Value> = { asks: Query } | { ended: { value: Value } };

/** Takes the steps of one verb, as far as they go without an answer. */
export interface Walk<Value> {
  /** All that it said up to now. */
  readonly said: Said;
  start(): Reached<Value>;
  answer(value: unknown): Reached<Value>;
}

export function walkOf<Value>(steps: Steps<Value>): Walk<Value> {
  const iterator = steps[Symbol.iterator]();
  const said: Said = { written: [], outdated: [] };
  const on = (value?: unknown): Reached<Value> => {
    for (let next = iterator.next(value); ; next = iterator.next()) {
      if (next.done) return { ended: { value: next.value } };
      if ('statement' in next.value) return { asks: next.value };
      hear(said, next.value);
    }
  };
  return { said, start: () => on(), answer: on };
}
