import type { AuditEvent } from '../../model/index.ts';
import type { Query, Steps } from '../transactions.ts';

/** The point that a walk has come to: a query that has to be answered before it goes on, or its end. */
export type Reached<Value> = { asks: Query } | { ended: { value: Value } };

/** Takes the steps of one verb, as far as they go without an answer. */
export interface Walk<Value> {
  /** The rows for the log that it wrote up to now. */
  readonly written: AuditEvent[];
  start(): Reached<Value>;
  answer(value: unknown): Reached<Value>;
}

export function walkOf<Value>(steps: Steps<Value>): Walk<Value> {
  const iterator = steps[Symbol.iterator]();
  const written: AuditEvent[] = [];
  const on = (value?: unknown): Reached<Value> => {
    for (let next = iterator.next(value); ; next = iterator.next()) {
      if (next.done) return { ended: { value: next.value } };
      if (!('written' in next.value)) return { asks: next.value };
      written.push(...next.value.written);
    }
  };
  return { written, start: () => on(), answer: on };
}
