import type { Steps } from '../../src/store/transactions.ts';

/** Returns a verb of one step. */
export const doing =
  <Value>(work: () => Value) =>
  (): Steps<Value> => ({
    [Symbol.iterator]: () => ({ next: () => ({ done: true, value: work() }) }),
  });
