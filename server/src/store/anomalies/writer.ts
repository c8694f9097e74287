import type { Activity } from '../../model/index.ts';
import type { AlikeRows } from '../audit/alike.ts';
import type { Database, Steps } from '../transactions.ts';
import { activityOf } from './noted.ts';
import { activity } from './rows.ts';
import * as sql from './statements.ts';

/** Counts the rows about requests of one commit, by subject, network and hour. */
export function activityWriter(db: Database): (rows: readonly AlikeRows[]) => Steps<void> {
  const add = db.put(sql.addActivity);
  return function* (rows) {
    const sums = new Map<string, Activity>();
    for (const each of rows.flatMap(activityOf)) {
      const key = `${each.hour} ${each.subject} ${each.network}`;
      const before = sums.get(key);
      sums.set(key, before ? sumOf(before, each) : each);
    }
    for (const [, sum] of inOrder(sums)) yield* add(activity.parameters(sum));
  };
}

/** The entries by their names. */
export function inOrder<Value>(sums: ReadonlyMap<string, Value>): [string, Value][] {
  return [...sums].sort(([one], [other]) => (one < other ? -1 : 1));
}

function sumOf(one: Activity, other: Activity): Activity {
  return {
    ...one,
    allowed: one.allowed + other.allowed,
    refused: one.refused + other.refused,
    refreshed: one.refreshed + other.refreshed,
    repeated: one.repeated + other.repeated,
    firstAt: Math.min(one.firstAt, other.firstAt),
    lastAt: Math.max(one.lastAt, other.lastAt),
  };
}
