import { setImmediate as nextTurn } from 'node:timers/promises';
import { DAY, HOUR } from '../lib/clock.ts';
import type { Instant, UsageCount, UsageKey } from '../model/index.ts';
import type { UsageStore } from '../store/store.ts';

/** Counters that one statement reads, and how many statements one question is worth: some 40 ms of the processor. */
const SLICE = 1_000;
const SLICES = 20;

export interface Outcomes {
  allowed: number;
  denied: number;
}

/** Calls of some days, added up. */
export interface CallSums extends Outcomes {
  /** Every day of the span, oldest first; days without calls too. */
  days: ({ day: Instant } & Outcomes)[];
  /** By operation, the most called first; `null` for calls that match none. */
  operations: ({ operation: string | null } & Outcomes)[];
  /** By code, the most frequent first. */
  refusals: { code: string; calls: number }[];
  /** By code and operation, the most frequent first; `last` is the begin of the last hour or day that had one. */
  causes: { code: string; operation: string | null; calls: number; last: Instant }[];
  /** From when on calls are added up, if not all of the span are: a busy platform has more counters than are read. */
  since: Instant | null;
}

/** Adds up the calls of a client, or of one connected account, over the last `days` days, today included. */
export async function callSums(
  store: Pick<UsageStore, 'usagePage'>,
  whose: { clientId: string } | { connectedAccountId: string },
  { days, now }: { days: number; now: Instant },
): Promise<CallSums> {
  const since = firstDay(now, days);
  const counts: UsageCount[] = [];
  // A client can have thousands of connected accounts, whose hours nobody could add up while somebody waits.
  const by = 'clientId' in whose ? 'day' : 'hour';
  let after: UsageKey | null = null;
  for (let slices = 0; slices < SLICES; slices++) {
    const page = await store.usagePage({ by, ...whose, since, limit: SLICE, ...(after ? { after } : {}) });
    counts.push(...page.counts);
    after = page.next;
    if (after === null) break;
    await nextTurn();
  }
  return sumsOf(counts, {
    since,
    now,
    reached: after === null ? null : wholeFrom(after.hour, by === 'day' ? DAY : HOUR, now),
  });
}

/** The hour or day that reading stopped in is left out, unless it is this one. */
function wholeFrom(begin: Instant, length: number, now: Instant): Instant {
  return begin + length <= now ? begin + length : begin;
}

/**
 * Adds counters up.
 *
 * @param reached the hour from which on all counters are there, or `null` if all of the span are
 */
export function sumsOf(
  counts: readonly UsageCount[],
  { since, now, reached }: { since: Instant; now: Instant; reached: Instant | null },
): CallSums {
  const whole = reached === null ? counts : counts.filter(({ hour }) => hour >= reached);
  const days = new Map<Instant, Outcomes>();
  for (let day = dayOf(reached ?? since); day <= now; day += DAY) days.set(day, { allowed: 0, denied: 0 });
  const operations = new Map<string | null, Outcomes>();
  const refusals = new Map<string, number>();
  const causes = new Map<string, CallSums['causes'][number]>();
  const all = { allowed: 0, denied: 0 };
  for (const { hour, operation, outcome, code, calls } of whole) {
    const day = days.get(dayOf(hour));
    // An hour ahead of a clock that was set back is on no day yet.
    if (!day) continue;
    const ofOperation = operations.get(operation) ?? { allowed: 0, denied: 0 };
    operations.set(operation, ofOperation);
    for (const sum of [day, ofOperation, all]) sum[outcome] += calls;
    if (outcome !== 'denied' || code === null) continue;
    refusals.set(code, (refusals.get(code) ?? 0) + calls);
    const key = JSON.stringify([code, operation]);
    const cause = causes.get(key);
    causes.set(key, {
      ...{ code, operation },
      calls: (cause?.calls ?? 0) + calls,
      last: Math.max(cause?.last ?? 0, hour),
    });
  }
  const total = ({ allowed, denied }: Outcomes) => allowed + denied;
  return {
    ...all,
    days: [...days].map(([day, sum]) => ({ day, ...sum })),
    operations: [...operations]
      .map(([operation, sum]) => ({ operation, ...sum }))
      .sort((a, b) => total(b) - total(a)),
    refusals: [...refusals].map(([code, calls]) => ({ code, calls })).sort((a, b) => b.calls - a.calls),
    causes: [...causes.values()].sort((a, b) => b.calls - a.calls),
    since: reached,
  };
}

/** Returns when the first of the last `days` days begins, today included. */
export function firstDay(now: Instant, days: number): Instant {
  return dayOf(now) - (days - 1) * DAY;
}

function dayOf(at: Instant): Instant {
  return Math.floor(at / DAY) * DAY;
}
