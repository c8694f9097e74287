import assert from 'node:assert/strict';
import type { Clock } from '../../src/lib/clock.ts';
import { EVERYTHING } from '../../src/rules/change/outdated.ts';
import { EFFECTS } from '../../src/store/remembered/effects.ts';
import { remembering } from '../../src/store/remembered/remembering.ts';
import type { Store } from '../../src/store/store.ts';

const READS = ['accessToken', 'personalToken', 'connectedAccount', 'client', 'membership'] as const;

/**
 * Returns a SQLite store with a memory of which each answer is compared with the store's own at the same moment, and of
 * which nobody may change a part. So every test of what callers do is a test of what is remembered of them.
 */
export function checkedMemory(store: Store, clock: Clock): Store {
  const { store: remembered, memory } = remembering(store, { entries: 1_000, clock });
  // Some tests change what is stored by a verb that they hand no rows for the log, which no room of the program does.
  const verbs = Object.entries(EFFECTS).flatMap(([name, effect]) => {
    if (effect !== 'told') return [];
    const verb = remembered[name as keyof Store] as (...args: unknown[]) => Promise<unknown>;
    const forgetting = (...args: unknown[]) =>
      verb(...args).finally(() => {
        if (!args.some(hasRows)) memory.outdate([EVERYTHING]);
      });
    return [[name, forgetting]];
  });
  const reads = READS.map((name) => {
    const ask = (of: Store) => of[name] as (...args: unknown[]) => Promise<unknown>;
    const checked = async (...args: unknown[]) => {
      const [answer, own] = [ask(remembered)(...args), ask(store)(...args)];
      assert.deepEqual(decisive(await answer), decisive(await own), `remembered by ${name}`);
      return frozen(await answer);
    };
    return [name, checked];
  });
  return { ...remembered, ...Object.fromEntries([...verbs, ...reads]) };
}

/** Whether an argument of a verb is, or holds, rows for the log. */
function hasRows(argument: unknown): boolean {
  if (typeof argument === 'function') return true;
  if (typeof argument !== 'object' || argument === null) return false;
  if (Array.isArray(argument))
    return argument.some((each) => each?.kind !== undefined && 'requestId' in each);
  return 'audit' in argument && anyRow(argument.audit);
}

function anyRow(audit: unknown): boolean {
  if (typeof audit === 'function' || hasRows(audit)) return true;
  return typeof audit === 'object' && audit !== null && Object.values(audit).some(hasRows);
}

/** Without the time of a client's last use, which a consent writes down for a client that has many other grants. */
export function decisive(record: unknown): unknown {
  if (typeof record !== 'object' || record === null || !('client' in record)) return record;
  const { client } = record;
  return { ...record, client: client && typeof client === 'object' && { ...client, lastUsedAt: null } };
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const each of Object.values(value)) frozen(each);
  }
  return value;
}
