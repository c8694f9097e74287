import { holdWith, mayChangeAddresses, mayResume } from '../../rules/holds.ts';
import { grantAsIssued } from '../../rules/selection.ts';
import * as sql from '../sql/authorization.ts';
import { integer } from '../sql/codecs.ts';
import { heldAfterShrinking, isNarrower, redemptionOutcome } from '../sql/outcomes.ts';
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
import type { ConsentWriter } from './consent-writer.ts';
import type { Database } from './database.ts';
import type { GroupCommit } from './group-commit.ts';
import type { TokenWriter } from './token-writer.ts';

export function authorizationStore(
  db: Database,
  group: GroupCommit,
  writeAudit: WriteAudit,
  tokens: TokenWriter,
  consents: ConsentWriter,
): AuthorizationStore {
  const grantById = db.one(sql.grantById, grants.read);
  const earlierSelectionsOf = db.many(sql.earlierSelectionsOf, earlierSelections.read);
  const grantFor = db.one(sql.grantFor, grants.read);
  const grantByConnectedAccount = db.one(sql.grantByConnectedAccount, grants.read);
  const connectionsOf = db.many(sql.connectionsOf, grants.read);
  const grantInTenant = db.one(sql.grantInTenant, grants.read);
  const withParties = (row: RowReader) => ({
    grant: grants.read(row),
    client: clients.read(row),
    user: users.read(row),
  });
  const grantIn = db.one(sql.grantIn, withParties);
  const ofTenant = [false, true].map((revoked) =>
    db.many(sql.grantsIn({ ofUser: false, revoked }), withParties),
  );
  const ofUser = [false, true].map((revoked) =>
    db.many(sql.grantsIn({ ofUser: true, revoked }), withParties),
  );
  const insertCode = db.run(sql.insertCode);
  const codeWithGrant = db.one(sql.codeWithGrant, (row) => ({
    code: authorizationCodes.read(row),
    grant: grants.read(row),
  }));
  const markRedeemed = db.run(sql.markRedeemed);

  const familyById = db.one(familyByIdSql, tokenFamilies.read);
  const laterFamily = db.one(sql.laterFamily, (row) => integer.read(row.next(), '1'));

  const { alter } = consents;

  return {
    approve: (consent) =>
      group.write(() => {
        const { grant, taken } = consents.record(consent);
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
        writeAudit(consent.audit);
        return grant;
      }),

    recordConsent: (consent) =>
      group.write(() => {
        const { grant, taken } = consents.record(consent);
        if (taken) writeAudit(consent.audit);
        return grant;
      }),

    grantFor: async (clientId, userId, tenantId) => grantFor({ clientId, userId, tenantId }),
    grantById: async (id) => grantById({ id }),
    selectionsOf: async (grantId) => {
      const grant = grantById({ id: grantId });
      if (!grant?.resources) return [];
      const earlier = earlierSelectionsOf({ grantId }).map(({ resources }) =>
        grantAsIssued(grant, resources),
      );
      return [grant, ...earlier].map(({ resources }) => resources ?? []);
    },
    grantByConnectedAccount: async (connectedAccountId) => grantByConnectedAccount({ connectedAccountId }),
    async grantsIn({ tenantId, userId, revoked, before, limit }) {
      const list = (userId === undefined ? ofTenant : ofUser)[Number(revoked)];
      const whose = userId === undefined ? { tenantId } : { tenantId, userId };
      return list?.({ ...whose, ...placeOf(before), limit }) ?? [];
    },
    grantIn: async (id, tenantId) => grantIn({ id, tenantId }),

    connectionsOf: async ({ clientId, after, limit }) =>
      connectionsOf({ clientId, after: after ?? '', limit }),

    revokeGrant: ({ grantId, tenantId, now, audit, byManager = false }) =>
      group.write(() => {
        const grant = grantInTenant({ grantId, tenantId });
        if (!grant) return 'unknown';
        const over = grant.status === 'revoked';
        if (over && (!byManager || grant.held?.stopped)) return 'already';
        const held = byManager ? holdWith(grant.held, { stopped: true }) : grant.held;
        alter({ ...grant, held, status: 'revoked', version: grant.version + (over ? 0 : 1), updatedAt: now });
        writeAudit(audit);
        return 'revoked';
      }),

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
          grant.status === 'revoked' ||
          grant.version !== grantVersion ||
          laterFamily({ grantId, grantVersion, clientId, createdAt, refreshableBeyond }) !== null;
        if (stays) return revoked ? 'revoked' : 'already';
        alter({ ...grant, status: 'revoked', version: grant.version + 1, updatedAt: now });
        writeAudit(auditEnded);
        return 'ended';
      }),

    suspendGrant: ({ grantId, tenantId, suspended, now, audit, byManager = false }) =>
      group.write(() => {
        const grant = grantInTenant({ grantId, tenantId });
        if (!grant || grant.status === 'revoked') return 'unknown';
        if (!suspended && !byManager && !mayResume(grant)) return 'held';
        const status = suspended ? 'suspended' : 'active';
        const held = byManager ? holdWith(grant.held, { stopped: suspended }) : grant.held;
        if (grant.status === status && held?.stopped === grant.held?.stopped) return 'changed';
        alter({ ...grant, status, held, updatedAt: now });
        writeAudit(audit);
        return 'changed';
      }),

    shrinkGrant: ({ grantId, tenantId, scopes, resources, now, audit, managerLeaves }) =>
      group.write(() => {
        const grant = grantInTenant({ grantId, tenantId });
        if (!grant || grant.status === 'revoked') return 'unknown';
        if (!isNarrower(grant, { scopes, resources })) return 'wider';
        const held = managerLeaves
          ? heldAfterShrinking(grant, { scopes, resources, managerLeaves })
          : grant.held;
        alter({ ...grant, scopes, resources, held, updatedAt: now });
        writeAudit(audit);
        return 'changed';
      }),

    limitGrantAddresses: ({ grantId, tenantId, ipAllowlist, now, audit, byManager = false }) =>
      group.write(() => {
        const grant = grantInTenant({ grantId, tenantId });
        if (!grant || grant.status === 'revoked') return 'unknown';
        if (!byManager && !mayChangeAddresses(grant)) return 'held';
        const held = byManager ? holdWith(grant.held, { addresses: ipAllowlist !== null }) : grant.held;
        alter({ ...grant, ipAllowlist, held, updatedAt: now });
        writeAudit(audit);
        return 'changed';
      }),

    releaseGrant: ({ grantId, tenantId, now, audit }) =>
      group.write(() => {
        const grant = grantInTenant({ grantId, tenantId });
        if (!grant?.held) return 'unknown';
        // A suspended grant goes on by resuming it.
        const stopped = grant.status === 'suspended' && grant.held.stopped;
        alter({ ...grant, held: holdWith(null, { stopped }), updatedAt: now });
        writeAudit(audit);
        return 'released';
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
