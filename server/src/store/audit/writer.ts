import type { AuditEvent } from '../../model/index.ts';
import type { Database, Steps } from '../transactions.ts';
import { audit } from './rows.ts';
import { insertAudit } from './statements.ts';

/** Writes events inside a verb, so that they commit with the change or not at all. */
export type WriteAudit = (events: readonly AuditEvent[]) => Steps<void>;

/** Tells the transaction of them too, which counts and announces what it commits. */
export function auditWriter(db: Database): WriteAudit {
  const insert = db.insertAll(insertAudit);
  return function* (events) {
    if (events.length === 0) return;
    yield* insert(events.map(audit.values));
    yield { written: events };
  };
}
