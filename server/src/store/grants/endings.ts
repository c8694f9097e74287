import type { AuditEvent, Grant } from '../../model/index.ts';
import type { WriteAudit } from '../audit/store.ts';
import type { Database } from '../sqlite/database.ts';
import type { SqlParameters } from '../table/table.ts';
import { grants } from './rows.ts';

/**
 * Ends the grants of a leaving user by `end`, and writes a row about each beside the row of the leaving, so
 * that the log and a platform's endpoints are told of every connection that ended. Call it inside a
 * transaction only.
 */
export function endingWithTheirGrants(db: Database, writeAudit: WriteAudit, liveGrants: string) {
  const live = db.many(liveGrants, grants.read);
  return (whose: SqlParameters, audit: readonly AuditEvent[], end: () => void): void => {
    const ended = live(whose);
    end();
    const [cause] = audit;
    if (cause) writeAudit(ended.map((grant) => endedWith(cause, grant)));
  };
}

function endedWith(cause: AuditEvent, grant: Grant): AuditEvent {
  const { id: grantId, tenantId, userId, clientId, connectedAccountId, mode } = grant;
  const about = { grantId, tenantId, userId, clientId, connectedAccountId, mode };
  return { ...cause, kind: 'authorization.revoked', ...about, detail: { cause: cause.kind } };
}
