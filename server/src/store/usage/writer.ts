import type { AuditEvent, UsageCount } from '../../model/index.ts';
import { isActivity } from '../anomalies/noted.ts';
import { activityWriter } from '../anomalies/writer.ts';
import type { WriteAudit } from '../audit/store.ts';
import type { Database } from '../sqlite/database.ts';
import { counted } from './counted.ts';
import { usage } from './rows.ts';
import * as sql from './statements.ts';

/** Counts the rows about calls that verbs write on their way to the log. */
export interface UsageWriter {
  noting(write: WriteAudit): WriteAudit;
  /** The rows of the verbs in one group commit, which it counts by `writeNotes` before it ends. */
  readonly notes: AuditEvent[];
  writeNotes(): void;
}

export function usageWriter(db: Database): UsageWriter {
  const add = db.run(sql.addUsage);
  const countActivity = activityWriter(db);
  const notes: AuditEvent[] = [];
  return {
    notes,
    noting: (write) => (events) => {
      write(events);
      for (const event of events) if (isActivity(event)) notes.push(event);
    },
    writeNotes() {
      countActivity(notes);
      // Many calls of one commit are alike, and one statement counts them all.
      const sums = new Map<string, UsageCount>();
      for (const { calls, ...key } of notes.filter(isCall).map(counted)) {
        const name = JSON.stringify(Object.values(key));
        sums.set(name, { ...key, calls: calls + (sums.get(name)?.calls ?? 0) });
      }
      for (const sum of sums.values()) add(usage.parameters(sum));
    },
  };
}

const isCall = ({ kind }: AuditEvent): boolean => kind === 'api.called';
