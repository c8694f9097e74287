import type { AuditEvent, UsageCount } from '../../model/index.ts';
import { isActivity } from '../anomalies/noted.ts';
import { activityWriter, inOrder } from '../anomalies/writer.ts';
import type { Database, Steps } from '../transactions.ts';
import { counted } from './counted.ts';
import { usage } from './rows.ts';
import * as sql from './statements.ts';

/** Counts the rows about calls that verbs wrote to the log, once for all verbs of a commit, before it ends. */
export function usageWriter(db: Database): (written: readonly AuditEvent[]) => Steps<void> {
  const add = db.run(sql.addUsage);
  const countActivity = activityWriter(db);
  return function* (written) {
    yield* countActivity(written.filter(isActivity));
    // Many calls of one commit are alike, and one statement counts them all.
    const sums = new Map<string, UsageCount>();
    for (const { calls, ...key } of written.filter(isCall).map(counted)) {
      const name = JSON.stringify(Object.values(key));
      sums.set(name, { ...key, calls: calls + (sums.get(name)?.calls ?? 0) });
    }
    // In one order everywhere: two transactions that took rows in turns would wait for each other.
    for (const [, sum] of inOrder(sums)) yield* add(usage.parameters(sum));
  };
}

const isCall = ({ kind }: AuditEvent): boolean => kind === 'api.called';
