import { EFFECTS } from '../remembered/effects.ts';
import type { Store } from '../store.ts';
import { StoreFault } from '../store-fault.ts';
import type { WriterOfApi } from './asking.ts';

type Effects = typeof EFFECTS;

type Writing = {
  [Verb in keyof Effects]: Effects[Verb] extends 'reads' ? never : Verb;
}[keyof Effects];

/** Whether a function is in a value: it cannot be copied to another process. */
type HasFunction<Value> = Value extends (...given: never[]) => unknown
  ? true
  : Value extends string | number | boolean | null | undefined | ReadonlyMap<unknown, unknown>
    ? never
    : Value extends readonly (infer Item)[]
      ? HasFunction<Item>
      : { [Key in keyof Value]-?: HasFunction<Value[Key]> }[keyof Value];

type TakesFunction<Verb extends keyof Store> = {
  [Each in Verb]: HasFunction<Parameters<Store[Each]>> extends never ? never : Each;
}[Verb];

/**
 * Verbs that only the process that writes uses, for what it does for all. A verb that takes a function does not compile unless it
 * is here.
 */
export const OF_CHORES = {
  removeUnusedClients: true,
  endExpiredGrants: true,
  judgeActivity: true,
  removeSealedRows: true,
  removeMonth: true,
  finishWebhook: true,
} as const satisfies Record<TakesFunction<Writing>, true>;

/** Verbs that a worker sends although they count as reading: `session` notes when it was used. */
const SENT_AS_WELL = ['session', 'health', 'condition'] as const;

/** The verbs that a worker sends to the process that writes. */
export type Sent = Exclude<Writing, keyof typeof OF_CHORES | 'close'> | (typeof SENT_AS_WELL)[number];

const SENT: ReadonlySet<string> = new Set([
  ...Object.entries(EFFECTS).flatMap(([verb, effect]) => (effect === 'reads' ? [] : [verb])),
  ...SENT_AS_WELL,
]).difference(new Set([...Object.keys(OF_CHORES), 'close']));

/** The verbs that change something, done by the process that writes. */
export function sentVerbs(writer: WriterOfApi): Pick<Store, Sent> {
  const send =
    (verb: string) =>
    (...args: unknown[]) =>
      writer.ask('store', verb, args);
  const verbs = Object.fromEntries([...SENT].map((verb) => [verb, send(verb)])) as unknown as Pick<
    Store,
    Sent
  >;
  return {
    ...verbs,
    health: () =>
      verbs.health().then(
        () => null,
        (fault) => (fault instanceof StoreFault ? fault : new StoreFault('broken', String(fault))),
      ),
  };
}

/** Does for a worker what `sentVerbs` sends. */
export function doesVerbs(store: Store): (verb: string, args: readonly unknown[]) => Promise<unknown> {
  return async (verb, args) => {
    if (!SENT.has(verb)) throw new Error(`A worker cannot send ${verb}.`);
    const answer: unknown = await Reflect.apply(store[verb as Sent], store, args);
    // A fault that is returned is thrown here: an object of a class would arrive without it.
    if (verb === 'health' && answer !== null) throw answer;
    return answer;
  };
}
