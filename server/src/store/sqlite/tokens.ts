import type { Clock } from '../../lib/clock.ts';
import type { Grant, TokenHash } from '../../model/index.ts';
import { grantAsIssued, selectionId } from '../../rules/grant/selection.ts';
import { stands } from '../../rules/grant/standing.ts';
import { isExchanged } from '../../rules/token/standing.ts';
import {
  keepingOf,
  type RefreshRecord,
  type Succession,
  successionOf,
} from '../../rules/token/succession.ts';
import { earlierSelection as earlierSelectionSql, grantById as grantByIdSql } from '../sql/authorization.ts';
import { text } from '../sql/codecs.ts';
import { accountOfAlias, connectedAccountWithActor } from '../sql/connected-accounts.ts';
import type { RowReader } from '../sql/table.ts';
import { accessTokens, earlierSelections, grants, refreshTokens, tokenFamilies } from '../sql/tables.ts';
import * as sql from '../sql/tokens.ts';
import type { AccessRecord, ActingFor, ConnectionRecord, Presented, TokenStore } from '../store.ts';
import { readActingFor } from './acting-for.ts';
import type { WriteAudit } from './audit.ts';
import type { Database } from './database.ts';
import type { GroupCommit } from './group-commit.ts';
import type { TokenWriter } from './token-writer.ts';

export function tokenStore(
  db: Database,
  group: GroupCommit,
  writeAudit: WriteAudit,
  tokens: TokenWriter,
  clock: Clock,
): TokenStore {
  const refreshWithFamily = db.one(sql.refreshWithFamily, (row) => ({
    refresh: refreshTokens.read(row),
    family: tokenFamilies.read(row),
    grant: grants.read(row),
  }));
  const refreshToken = db.one(sql.refreshToken, refreshTokens.read);
  const grantById = db.one(grantByIdSql, grants.read);
  const earlierSelection = db.one(earlierSelectionSql, earlierSelections.read);
  const markUsed = db.run(sql.markUsed);
  const markRepeated = db.run(sql.markRepeated);
  const markGrantRepeated = db.run(sql.markGrantRepeated);
  const keep = db.run(sql.keepRefreshToken);
  const familyById = db.one(sql.familyById, tokenFamilies.read);
  const revokeAccessToken = db.run(sql.revokeAccessToken);
  const accessToken = db.one(sql.accessTokenWithActor, readAccessRecord);
  const connectedAccount = db.one(connectedAccountWithActor, readActingFor);
  const accountOfAliasId = db.one(accountOfAlias, (row) => text.read(row.next(), 'account_id'));

  /** Judges a presented refresh token; ends its family if that is reuse. */
  function succession(
    record: RefreshRecord,
    successorHash: TokenHash | null,
    presented: Presented,
  ): Succession {
    const used = isExchanged(record.refresh);
    const successor = used && successorHash !== null ? refreshToken({ hash: successorHash }) : null;
    const outcome = successionOf(record, successor, presented);
    if (outcome === 'reused') {
      tokens.endFamily(record.family.id, presented.now);
      writeAudit(presented.auditReuse);
    }
    return outcome;
  }

  return {
    issueAccessToken: (access, audit) =>
      group.write(() => {
        tokens.addAccessToken(access);
        writeAudit(audit);
      }),

    beginFamily: ({ family, access, audit }) =>
      group.write(() => {
        const grant = grantById({ id: family.grantId });
        if (!grant || !stands(grant, family.grantVersion)) return 'revoked';
        tokens.beginFamily(family, access, null);
        writeAudit(audit);
        return 'begun';
      }),

    refreshToken: async (hash) => refreshWithFamily({ hash }),

    rotateRefreshToken: (rotation) =>
      group.write(() => {
        const { presentedHash, now, successor, access } = rotation;
        const record = refreshWithFamily({ hash: presentedHash });
        if (!record) return 'unknown';
        const outcome = succession(record, successor.hash, rotation);
        if (outcome === 'rotated') {
          markUsed({ hash: presentedHash, now });
          tokens.addRefreshToken(successor);
          tokens.addAccessToken(access);
          writeAudit(rotation.audit);
        }
        if (outcome === 'repeated') {
          markRepeated({ hash: successor.hash, repeats: record.refresh.repeats + 1 });
          markGrantRepeated({ grantId: record.grant.id, now });
          tokens.addAccessToken(access);
          writeAudit(rotation.auditRepeat);
        }
        return outcome;
      }),

    judgeRefreshToken: (presented) =>
      group.write(() => {
        const record = refreshWithFamily({ hash: presented.presentedHash });
        return record ? succession(record, presented.successorHash, presented) : 'unknown';
      }),

    keepRefreshToken: ({ presentedHash, now, expiresAt, access, audit, auditReuse }) =>
      group.write(() => {
        const record = refreshWithFamily({ hash: presentedHash });
        if (!record) return 'unknown';
        const outcome = keepingOf(record, now);
        if (outcome === 'kept') {
          keep({ hash: presentedHash, expiresAt, now });
          tokens.addAccessToken(access);
          writeAudit(audit);
        }
        if (outcome === 'reused') {
          tokens.endFamily(record.family.id, now);
          writeAudit(auditReuse);
        }
        return outcome;
      }),

    revokeAccessToken: (hash, clientId, audit) =>
      group.write(() => {
        if (revokeAccessToken({ hash, clientId, now: clock.now() }) === 0) return 'unknown';
        writeAudit(audit);
        return 'revoked';
      }),

    revokeFamily: (familyId, now, audit) =>
      group.write(() => {
        if (tokens.endFamily(familyId, now)) {
          writeAudit(audit);
          return 'revoked';
        }
        return familyById({ id: familyId }) ? 'already' : 'unknown';
      }),

    accessToken: async (hash) => {
      const record = accessToken({ hash });
      const selection = record?.family?.context.selection ?? 0;
      if (!record?.family || !record.grant || record.grant.selection === selection) return record;
      const earlier = earlierSelection({ id: selectionId(record.grant.id, selection) });
      return { ...record, grant: grantAsIssued(record.grant, earlier?.resources) };
    },
    connectedAccount: async (id, managerRoles) => {
      const record = connectedAccount({ id, managers: JSON.stringify(managerRoles) });
      return record && hasGrant(record) ? record : null;
    },
    accountOfAlias: async (id) => accountOfAliasId({ id }),
  };
}

function readAccessRecord(row: RowReader): AccessRecord {
  const { revokedAt, ...token } = accessTokens.read(row);
  return { token, revokedAt, family: tokenFamilies.readOptional(row), ...readActingFor(row) };
}

function hasGrant(record: ActingFor): record is ConnectionRecord & { grant: Grant } {
  return record.grant !== null;
}
