import type { Grant } from '../../model/index.ts';
import { grantAsIssued } from '../../rules/grant/selection.ts';
import type { WriteAudit } from '../audit/writer.ts';
import type { AccountWriter } from '../connected-accounts/writer.ts';
import { selection } from '../personal-tokens/rows.ts';
import { selectionOfToken } from '../personal-tokens/statements.ts';
import { placeOf } from '../table/table.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import { grantChanges } from './changes.ts';
import type { ConsentWriter } from './consent.ts';
import { readParties } from './parties.ts';
import { earlierSelections, grants } from './rows.ts';
import * as sql from './statements.ts';
import type { GrantStore } from './verbs.ts';

export function grantStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
  consents: ConsentWriter,
  accounts: AccountWriter,
): GrantStore {
  const grantById = db.one(sql.grantById, grants.read);
  const earlierSelectionsOf = db.many(sql.earlierSelectionsOf, earlierSelections.read);
  const ofToken = db.one(selectionOfToken, selection.read);
  const grantFor = db.one(sql.grantFor, grants.read);
  const grantIn = db.one(sql.grantIn, readParties);
  const ofTenant = [false, true].map((revoked) =>
    db.many(sql.grantsIn({ ofUser: false, revoked }), readParties),
  );
  const ofUser = [false, true].map((revoked) =>
    db.many(sql.grantsIn({ ofUser: true, revoked }), readParties),
  );
  /** Adds the holds of its account, as verbs return it. */
  function* handedOut(found: Steps<Grant | null>): Steps<Grant | null> {
    const grant = yield* found;
    return grant && (yield* accounts.withAccount(grant));
  }

  return {
    ...grantChanges(db, tx, writeAudit, consents, accounts),

    recordConsent: (consent) =>
      tx.write(function* () {
        const { grant, audit } = yield* consents.record(consent);
        yield* writeAudit(audit);
        return grant;
      }),

    grantFor: (clientId, userId, tenantId) =>
      tx.read(() => handedOut(grantFor({ clientId, userId, tenantId }))),

    grantById: (id) => tx.read(() => handedOut(grantById({ id }))),

    selectionsOf: (id) =>
      tx.read(function* () {
        const grant = yield* grantById({ id });
        if (!grant) {
          const token = yield* ofToken({ id });
          return token?.resources ? [token.resources] : [];
        }
        if (!grant.resources) return [];
        const earlier = yield* earlierSelectionsOf({ grantId: id });
        const issued = earlier.map(({ resources }) => grantAsIssued(grant, resources));
        return [grant, ...issued].map(({ resources }) => resources ?? []);
      }),

    async grantsIn({ tenantId, userId, revoked, before, limit }) {
      const list = (userId === undefined ? ofTenant : ofUser)[Number(revoked)];
      const whose = userId === undefined ? { tenantId } : { tenantId, userId };
      return list ? tx.read(() => list({ ...whose, ...placeOf(before), limit })) : [];
    },

    grantIn: (id, tenantId) => tx.read(() => grantIn({ id, tenantId })),
  };
}
