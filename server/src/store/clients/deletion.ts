import type { AuditEvent } from '../../model/index.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { endingWithTheirGrants } from '../grants/endings.ts';
import { liveGrantsOfClient } from '../grants/statements.ts';
import type { Database, Steps } from '../transactions.ts';
import * as sql from './statements.ts';

/** Returns whether the client was there. */
export type DeleteClient = (id: string, audit: readonly AuditEvent[]) => Steps<boolean>;

/**
 * Deletes a client with everything that was issued to it, its endpoints for webhooks included. Every connection that ends
 * with it has a row of its own, so that customers see it and the API owner's endpoints are told. Call it inside a
 * transaction only.
 */
export function clientDeletion(db: Database, writeAudit: WriteAudit): DeleteClient {
  const deleteClient = db.run(sql.deleteClient);
  const endGrants = endingWithTheirGrants(db, writeAudit, liveGrantsOfClient);

  return function* (id, audit) {
    let deleted = 0;
    yield* endGrants({ clientId: id }, audit, function* () {
      deleted = yield* deleteClient({ id });
    });
    if (deleted > 0) yield* writeAudit(audit);
    return deleted > 0;
  };
}
