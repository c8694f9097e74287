import * as sql from '../sql/authorization.ts';
import { isNarrower, redemptionOutcome } from '../sql/outcomes.ts';
import { authorizationCodes, clients, grants, users } from '../sql/tables.ts';
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
  const grantFor = db.one(sql.grantFor, grants.read);
  const grantByConnectedAccount = db.one(sql.grantByConnectedAccount, grants.read);
  const grantInTenant = db.one(sql.grantInTenant, grants.read);
  const grantsOfUser = db.many(sql.grantsOfUser, (row) => ({
    grant: grants.read(row),
    client: clients.read(row),
  }));
  const grantsOfTenant = db.many(sql.grantsOfTenant, (row) => ({
    grant: grants.read(row),
    client: clients.read(row),
    user: users.read(row),
  }));
  const insertCode = db.run(sql.insertCode);
  const codeWithGrant = db.one(sql.codeWithGrant, (row) => ({
    code: authorizationCodes.read(row),
    grant: grants.read(row),
  }));
  const markRedeemed = db.run(sql.markRedeemed);

  const { alter } = consents;

  return {
    approve: (consent) =>
      group.write(() => {
        const grant = consents.record(consent);
        insertCode(
          authorizationCodes.parameters({
            ...consent.code,
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
        const grant = consents.record(consent);
        writeAudit(consent.audit);
        return grant;
      }),

    grantFor: async (clientId, userId, tenantId) => grantFor({ clientId, userId, tenantId }),
    grantById: async (id) => grantById({ id }),
    grantByConnectedAccount: async (connectedAccountId) => grantByConnectedAccount({ connectedAccountId }),
    grantsOfUser: async (userId, tenantId) => grantsOfUser({ userId, tenantId }),
    grantsOfTenant: async (tenantId) => grantsOfTenant({ tenantId }),

    revokeGrant: ({ grantId, tenantId, now, audit }) =>
      group.write(() => {
        const grant = grantInTenant({ grantId, tenantId });
        if (!grant) return 'unknown';
        if (grant.status === 'revoked') return 'already';
        alter({ ...grant, status: 'revoked', version: grant.version + 1, updatedAt: now });
        writeAudit(audit);
        return 'revoked';
      }),

    suspendGrant: ({ grantId, tenantId, suspended, now, audit }) =>
      group.write(() => {
        const grant = grantInTenant({ grantId, tenantId });
        if (!grant || grant.status === 'revoked') return 'unknown';
        const status = suspended ? 'suspended' : 'active';
        if (grant.status === status) return 'changed';
        alter({ ...grant, status, updatedAt: now });
        writeAudit(audit);
        return 'changed';
      }),

    shrinkGrant: ({ grantId, tenantId, scopes, resources, now, audit }) =>
      group.write(() => {
        const grant = grantInTenant({ grantId, tenantId });
        if (!grant || grant.status === 'revoked') return 'unknown';
        if (!isNarrower(grant, { scopes, resources })) return 'wider';
        alter({ ...grant, scopes, resources, updatedAt: now });
        writeAudit(audit);
        return 'changed';
      }),

    limitGrantAddresses: ({ grantId, tenantId, ipAllowlist, now, audit }) =>
      group.write(() => {
        const grant = grantInTenant({ grantId, tenantId });
        if (!grant || grant.status === 'revoked') return 'unknown';
        alter({ ...grant, ipAllowlist, updatedAt: now });
        writeAudit(audit);
        return 'changed';
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
