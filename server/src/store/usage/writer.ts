import { DAY } from '../../lib/clock.ts';
import type { AuditEvent } from '../../model/index.ts';
import { isCounted } from '../anomalies/noted.ts';
import { activityWriter, inOrder } from '../anomalies/writer.ts';
import { type AlikeRows, alikeRows } from '../audit/alike.ts';
import type { Database, Steps } from '../transactions.ts';
import { counted } from './counted.ts';
import { usage, usageDays } from './rows.ts';
import * as sql from './statements.ts';

/** Counts the rows about calls that verbs wrote to the log, once for all verbs of a commit, before it ends. */
export function usageWriter(db: Database): (written: readonly AuditEvent[]) => Steps<void> {
  const add = db.put(sql.addUsage);
  const addOfDay = db.put(sql.addUsageOfDay);
  const countActivity = activityWriter(db);
  return function* (written) {
    const rows = alikeRows(written.filter(isCounted));
    yield* countActivity(rows);
    const ofHours = alike(rows.filter(isCall).map(counted));
    for (const sum of ofHours) yield* add(usage.parameters(sum));
    const ofDays = ofHours.map(({ hour, connectedAccountId, ...rest }) => ({
      day: hour - (hour % DAY),
      ...rest,
    }));
    for (const sum of alike(ofDays)) yield* addOfDay(usageDays.parameters(sum));
  };
}

/**
 * Adds up counts of one key: many calls of one commit are alike, and one statement counts them all. In the order of the
 * keys, so that two processes that commit at once lock rows in the same order.
 */
function alike<Count extends { calls: number }>(counts: readonly Count[]): Count[] {
  const sums = new Map<string, Count>();
  for (const { calls, ...key } of counts) {
    const name = JSON.stringify(Object.values(key));
    sums.set(name, { ...key, calls: calls + (sums.get(name)?.calls ?? 0) } as Count);
  }
  return inOrder(sums).map(([, sum]) => sum);
}

const isCall = ({ row: { kind } }: AlikeRows): boolean => kind === 'api.called';
