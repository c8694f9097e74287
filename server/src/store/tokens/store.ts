import type { Clock } from '../../lib/clock.ts';
import type { TokenHash } from '../../model/index.ts';
import { grantAsIssued, selectionId } from '../../rules/grant/selection.ts';
import { stands } from '../../rules/grant/standing.ts';
import { isExchanged } from '../../rules/token/standing.ts';
import type { RefreshRecord, Succession } from '../../rules/token/succession.ts';
import { keepingOf, successionOf } from '../../rules/token/succession.ts';
import { readActingFor } from '../acting-for/read.ts';
import type { WriteAudit } from '../audit/store.ts';
import { earlierSelections, grants } from '../grants/rows.ts';
import { earlierSelection as earlierSelectionSql, grantById as grantByIdSql } from '../grants/statements.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import type { RowReader } from '../table/table.ts';
import { accessTokens, refreshTokens, tokenFamilies } from './rows.ts';
import * as sql from './statements.ts';
import type { AccessRecord, Presented, TokenStore } from './verbs.ts';
import type { TokenWriter } from './writer.ts';

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
  const isAccessTokenOf = db.one(sql.accessTokenOf, () => true);
  const accessToken = db.one(sql.accessTokenWithActor, readAccessRecord);
  /** Judges a presented refresh token, and ends its family on reuse. */
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
      writeAudit(presented.audit.reused);
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
          writeAudit(rotation.audit.rotated);
        }
        if (outcome === 'repeated') {
          markRepeated({ hash: successor.hash, repeats: record.refresh.repeats + 1 });
          markGrantRepeated({ grantId: record.grant.id, now });
          tokens.addAccessToken(access);
          writeAudit(rotation.audit.repeated);
        }
        return outcome;
      }),

    judgeRefreshToken: (presented) =>
      group.write(() => {
        const record = refreshWithFamily({ hash: presented.presentedHash });
        return record ? succession(record, presented.successorHash, presented) : 'unknown';
      }),

    keepRefreshToken: ({ presentedHash, now, expiresAt, access, audit }) =>
      group.write(() => {
        const record = refreshWithFamily({ hash: presentedHash });
        if (!record) return 'unknown';
        const outcome = keepingOf(record, now);
        if (outcome === 'kept') {
          keep({ hash: presentedHash, expiresAt, now });
          tokens.addAccessToken(access);
          writeAudit(audit.kept);
        }
        if (outcome === 'reused') {
          tokens.endFamily(record.family.id, now);
          writeAudit(audit.reused);
        }
        return outcome;
      }),

    revokeAccessToken: (hash, clientId, audit) =>
      group.write(() => {
        if (revokeAccessToken({ hash, clientId, now: clock.now() }) > 0) {
          writeAudit(audit);
          return 'revoked';
        }
        return isAccessTokenOf({ hash, clientId }) ? 'already' : 'unknown';
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
  };
}

function readAccessRecord(row: RowReader): AccessRecord {
  const { revokedAt, ...token } = accessTokens.read(row);
  return { token, revokedAt, family: tokenFamilies.readOptional(row), ...readActingFor(row) };
}
