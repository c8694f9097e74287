import type { AuditEvent } from '../../model/index.ts';
import type { Database, Steps } from '../transactions.ts';
import { audit } from './rows.ts';
import { insertAudit } from './statements.ts';

/** Writes events inside a verb, so that they commit with the change or not at all. */
export type WriteAudit = (events: readonly AuditEvent[]) => Steps<void>;

/** Tells the transaction of them too, which counts and announces what it commits. */
export function auditWriter(db: Database): WriteAudit {
  const insert = db.run(insertAudit);
  return function* (events) {
    for (const event of events) yield* insert(audit.parameters(event));
    if (events.length > 0) yield { written: events };
  };
}
