import type { Grant } from '../../model/index.ts';
import { grantAsIssued } from '../../rules/grant/selection.ts';
import { isOver } from '../../rules/grant/standing.ts';
import { redemptionOutcome } from '../../rules/token/redemption.ts';
import * as sql from '../sql/authorization.ts';
import { integer, text } from '../sql/codecs.ts';
import { aliasesOf, connectionsOf as connectionsOfSql } from '../sql/connected-accounts.ts';
import { placeOf, type RowReader } from '../sql/table.ts';
import {
  authorizationCodes,
  clients,
  earlierSelections,
  grants,
  tokenFamilies,
  users,
} from '../sql/tables.ts';
import { familyById as familyByIdSql } from '../sql/tokens.ts';
import type { AuthorizationStore } from '../store.ts';
import type { WriteAudit } from './audit.ts';
import type { AccountWriter } from './connected-accounts.ts';
import type { ConsentWriter } from './consent-writer.ts';
import type { Database } from './database.ts';
import { grantChanges } from './grant-changes.ts';
import type { GroupCommit } from './group-commit.ts';
import type { TokenWriter } from './token-writer.ts';

export function authorizationStore(
  db: Database,
  group: GroupCommit,
  writeAudit: WriteAudit,
  tokens: TokenWriter,
  consents: ConsentWriter,
  accounts: AccountWriter,
): AuthorizationStore {
  const grantById = db.one(sql.grantById, grants.read);
  const earlierSelectionsOf = db.many(sql.earlierSelectionsOf, earlierSelections.read);
  const grantFor = db.one(sql.grantFor, grants.read);
  const connectionsOf = db.many(connectionsOfSql, grants.read);
  const withParties = (row: RowReader) => ({
    grant: accounts.withAccount(grants.read(row)),
    client: clients.read(row),
    user: users.read(row),
    parts: integer.read(row.next(), 'count'),
  });
  const grantIn = db.one(sql.grantIn, withParties);
  const ofTenant = [false, true].map((revoked) =>
    db.many(sql.grantsIn({ ofUser: false, revoked }), withParties),
  );
  const ofUser = [false, true].map((revoked) =>
    db.many(sql.grantsIn({ ofUser: true, revoked }), withParties),
  );
  const parts = db.many(sql.partsOf, withParties);
  const aliases = db.many(aliasesOf, (row) => text.read(row.next(), 'id'));
  const insertCode = db.run(sql.insertCode);
  const codeWithGrant = db.one(sql.codeWithGrant, (row) => ({
    code: authorizationCodes.read(row),
    grant: grants.read(row),
  }));
  const markRedeemed = db.run(sql.markRedeemed);

  const familyById = db.one(familyByIdSql, tokenFamilies.read);
  const laterFamily = db.one(sql.laterFamily, (row) => integer.read(row.next(), '1'));

  /** As it is handed out: with what is held of its account. */
  const handedOut = (grant: Grant | null) => grant && accounts.withAccount(grant);

  return {
    ...grantChanges(db, group, writeAudit, consents, accounts),

    approve: (consent) =>
      group.write(() => {
        const { grant, taken, audit } = consents.record(consent);
        if (!taken) return grant;
        insertCode(
          authorizationCodes.parameters({
            ...consent.code,
            context: { ...consent.code.context, selection: grant.selection },
            grantId: grant.id,
            grantVersion: grant.version,
            redeemedAt: null,
            familyId: null,
          }),
        );
        writeAudit(audit);
        return grant;
      }),

    recordConsent: (consent) =>
      group.write(() => {
        const { grant, taken, audit } = consents.record(consent);
        if (taken) writeAudit(audit);
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
    connectionOf: async (clientId, tenantId, mode) => accounts.find(clientId, tenantId, mode),
    partsOf: async ({ accountId, tenantId, before, limit }) =>
      parts({ accountId, tenantId, ...placeOf(before), limit }),
    aliasesOf: async (accountId, limit) => aliases({ accountId, limit }),
    async grantsIn({ tenantId, userId, revoked, before, limit }) {
      const list = (userId === undefined ? ofTenant : ofUser)[Number(revoked)];
      const whose = userId === undefined ? { tenantId } : { tenantId, userId };
      return list?.({ ...whose, ...placeOf(before), limit }) ?? [];
    },
    grantIn: async (id, tenantId) => grantIn({ id, tenantId }),

    connectionsOf: async ({ clientId, after, limit, managerRoles }) =>
      connectionsOf({ clientId, after: after ?? '', limit, managers: JSON.stringify(managerRoles) }),

    giveBackConnection: ({ familyId, now, refreshableBeyond, audit, auditEnded }) =>
      group.write(() => {
        const family = familyById({ id: familyId });
        if (!family) return 'unknown';
        const revoked = tokens.endFamily(familyId, now);
        if (revoked) writeAudit(audit);
        const { grantId, grantVersion, clientId, createdAt } = family;
        const grant = grantById({ id: grantId });
        const stays =
          !grant ||
          isOver(grant, grantVersion) ||
          laterFamily({ grantId, grantVersion, clientId, createdAt, refreshableBeyond }) !== null;
        if (stays) return revoked ? 'revoked' : 'already';
        consents.alter({ ...grant, status: 'revoked', version: grant.version + 1, updatedAt: now });
        writeAudit(auditEnded);
        return 'ended';
      }),

    code: async (hash) => codeWithGrant({ hash }),

    redeemCode: ({ codeHash, now, family, access, refresh, audit, auditReplay }) =>
      group.write(() => {
        const found = codeWithGrant({ hash: codeHash });
        if (!found) return 'unknown';
        const outcome = redemptionOutcome(found.code, found.grant, now);
        if (outcome === 'replayed') {
          tokens.endFamily(found.code.familyId, now);
          writeAudit(auditReplay);
        }
        if (outcome === 'redeemed') {
          markRedeemed({ hash: codeHash, now, familyId: family.id });
          tokens.beginFamily(family, access, refresh);
          writeAudit(audit);
        }
        return outcome;
      }),
  };
}
