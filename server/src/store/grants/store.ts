import type { Grant } from '../../model/index.ts';
import { grantAsIssued } from '../../rules/grant/selection.ts';
import type { WriteAudit } from '../audit/store.ts';
import type { AccountWriter } from '../connected-accounts/writer.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { placeOf } from '../table/table.ts';
import { grantChanges } from './changes.ts';
import type { ConsentWriter } from './consent.ts';
import { partiesReader } from './parties.ts';
import { earlierSelections, grants } from './rows.ts';
import * as sql from './statements.ts';
import type { GrantStore } from './verbs.ts';

export function grantStore(
  db: Database,
  group: GroupCommit,
  writeAudit: WriteAudit,
  consents: ConsentWriter,
  accounts: AccountWriter,
): GrantStore {
  const grantById = db.one(sql.grantById, grants.read);
  const earlierSelectionsOf = db.many(sql.earlierSelectionsOf, earlierSelections.read);
  const grantFor = db.one(sql.grantFor, grants.read);
  const withParties = partiesReader(accounts);
  const grantIn = db.one(sql.grantIn, withParties);
  const ofTenant = [false, true].map((revoked) =>
    db.many(sql.grantsIn({ ofUser: false, revoked }), withParties),
  );
  const ofUser = [false, true].map((revoked) =>
    db.many(sql.grantsIn({ ofUser: true, revoked }), withParties),
  );
  /** Adds the holds of its account, as verbs return it. */
  const handedOut = (grant: Grant | null) => grant && accounts.withAccount(grant);

  return {
    ...grantChanges(db, group, writeAudit, consents, accounts),

    recordConsent: (consent) =>
      group.write(() => {
        const { grant, audit } = consents.record(consent);
        writeAudit(audit);
        return grant;
      }),

    grantFor: async (clientId, userId, tenantId) => handedOut(grantFor({ clientId, userId, tenantId })),

    grantById: async (id) => handedOut(grantById({ id })),

    selectionsOf: async (grantId) => {
      const grant = grantById({ id: grantId });
      if (!grant?.resources) return [];
      const earlier = earlierSelectionsOf({ grantId }).map(({ resources }) =>
        grantAsIssued(grant, resources),
      );
      return [grant, ...earlier].map(({ resources }) => resources ?? []);
    },

    async grantsIn({ tenantId, userId, revoked, before, limit }) {
      const list = (userId === undefined ? ofTenant : ofUser)[Number(revoked)];
      const whose = userId === undefined ? { tenantId } : { tenantId, userId };
      return list?.({ ...whose, ...placeOf(before), limit }) ?? [];
    },

    grantIn: async (id, tenantId) => grantIn({ id, tenantId }),
  };
}
