import type { AuditEvent, Grant } from '../../model/index.ts';
import type { WriteAudit } from '../audit/writer.ts';
import type { SqlParameters } from '../table/row.ts';
import type { Database, Steps } from '../transactions.ts';
import { grants } from './rows.ts';

/**
 * Ends the grants of a leaving user by `end`, and writes a row about each beside the row of the leaving, so
 * that the log and a platform's endpoints are told of every connection that ended. Call it inside a
 * transaction only.
 */
export function endingWithTheirGrants(db: Database, writeAudit: WriteAudit, liveGrants: string) {
  const live = db.many(liveGrants, grants.read);
  return function* (
    whose: SqlParameters,
    audit: readonly AuditEvent[],
    end: () => Steps<unknown>,
  ): Steps<void> {
    const ended = yield* live(whose);
    yield* end();
    const [cause] = audit;
    if (cause) yield* writeAudit(ended.map((grant) => endedWith(cause, grant)));
  };
}

function endedWith(cause: AuditEvent, grant: Grant): AuditEvent {
  const { id: grantId, tenantId, userId, clientId, connectedAccountId, mode } = grant;
  const about = { grantId, tenantId, userId, clientId, connectedAccountId, mode };
  return { ...cause, kind: 'authorization.revoked', ...about, detail: { cause: cause.kind } };
}
