/** A value that is there already, or will be. A promise costs a turn of the queue of microtasks, so what need not wait has none. */
export type Soon<Value> = Value | Promise<Value>;

/** Goes on with a value: at once if it is there, and otherwise when it is. */
export function after<Value, Next>(value: Soon<Value>, next: (value: Value) => Soon<Next>): Soon<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}
