import type { Clock } from '../../lib/clock.ts';
import { momentIn, withoutMoment } from '../../lib/dated-hash.ts';
import type { AccessToken, AuditEvent, TokenFamily, TokenHash } from '../../model/index.ts';
import { grantAsIssued, selectionId } from '../../rules/grant/selection.ts';
import { stands } from '../../rules/grant/standing.ts';
import { isExchanged } from '../../rules/token/standing.ts';
import type { Succeeding, Succession } from '../../rules/token/succession.ts';
import { keepingOf, successionOf } from '../../rules/token/succession.ts';
import { readActingFor } from '../acting-for/read.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { earlierSelections, grants, presentedGrants, standing } from '../grants/rows.ts';
import { earlierSelection as earlierSelectionSql, grantById as grantByIdSql } from '../grants/statements.ts';
import type { RowReader } from '../table/row.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import { accessTokens, refreshTokens, succeeding, tokenFamilies } from './rows.ts';
import * as sql from './statements.ts';
import type { AccessRecord, Presented, Rotation, RotationOutcome, TokenStore } from './verbs.ts';
import type { TokenWriter } from './writer.ts';

export function tokenStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
  tokens: TokenWriter,
  clock: Clock,
): TokenStore {
  const refreshWithFamily = db.one(sql.refreshWithFamily, (row) => ({
    refresh: refreshTokens.read(row),
    family: tokenFamilies.read(row),
    grant: presentedGrants.read(row),
  }));
  const readSucceeding = (row: RowReader) => ({
    refresh: succeeding.refresh.read(row),
    family: succeeding.family.read(row),
    grant: standing.read(row),
  });
  const succeedingToken = db.one(sql.succeedingToken, readSucceeding);
  const takeAsRead = db.run(sql.takeAsRead);
  const refreshToken = db.one(sql.refreshToken, refreshTokens.read);
  const grantById = db.one(grantByIdSql, grants.read);
  const earlierSelection = db.one(earlierSelectionSql, earlierSelections.read);
  const markUsed = db.put(sql.markUsed);
  const markRepeated = db.put(sql.markRepeated);
  const markGrantRepeated = db.put(sql.markGrantRepeated);
  const keep = db.put(sql.keepRefreshToken);
  const familyById = db.one(sql.familyById, tokenFamilies.read);
  const revokeAccessToken = db.run(sql.revokeAccessToken);
  const isAccessTokenOf = db.one(sql.accessTokenOf, () => true);
  const accessToken = db.one(sql.accessTokenWithActor, readAccessRecord);

  /** Judges a presented refresh token, and ends its family on reuse. */
  function* succession(
    record: Succeeding & { family: Pick<TokenFamily, 'id'> },
    successorHash: TokenHash | null,
    presented: Presented,
  ): Steps<Succession> {
    const used = isExchanged(record.refresh);
    const successor = used && successorHash !== null ? yield* refreshToken({ hash: successorHash }) : null;
    const outcome = successionOf(record, successor, presented);
    if (outcome === 'reused') {
      yield* tokens.endFamily(record.family.id, presented.now);
      yield* writeAudit(presented.audit.reused);
    }
    return outcome;
  }

  function* issue(access: AccessToken, audit: AuditEvent[]): Steps<void> {
    yield* tokens.addAccessToken(access);
    yield* writeAudit(audit);
  }

  function* addSuccessor({ successor, access, audit }: Rotation): Steps<void> {
    yield* tokens.addRefreshToken(successor);
    yield* tokens.addAccessToken(access);
    yield* writeAudit(audit.rotated);
  }

  /** Exchanges a token that may be, as it was read. Returns `null`, and has changed nothing, if it is not so any more. */
  function* rotateAsRead(rotation: Rotation): Steps<'rotated' | null> {
    const { presentedHash: hash, now, read } = rotation;
    const { version, expiresAt: grantExpiresAt } = read.grant;
    const { expiresAt } = read.refresh;
    if ((yield* takeAsRead({ hash, now, expiresAt, version, grantExpiresAt })) === 0) return null;
    yield* addSuccessor(rotation);
    return 'rotated';
  }

  function* rotate(rotation: Rotation): Steps<RotationOutcome> {
    const { presentedHash, now, successor, access } = rotation;
    const record = yield* succeedingToken({ hash: presentedHash });
    if (!record) return 'unknown';
    const isUsedMeanwhile = isExchanged(record.refresh) && !isExchanged(rotation.read.refresh);
    if (isUsedMeanwhile && !(yield* refreshToken({ hash: successor.hash }))) return 'used meanwhile';
    const outcome = yield* succession(record, successor.hash, rotation);
    if (outcome === 'rotated') {
      yield* markUsed({ hash: presentedHash, now });
      yield* addSuccessor(rotation);
    }
    if (outcome === 'repeated') {
      yield* markRepeated({ hash: successor.hash, repeats: record.refresh.repeats + 1 });
      yield* markGrantRepeated({ grantId: record.grant.id, now });
      yield* tokens.addAccessToken(access);
      yield* writeAudit(rotation.audit.repeated);
    }
    return outcome;
  }

  function* presented(hash: TokenHash): Steps<AccessRecord | null> {
    const record = yield* found(accessToken, hash);
    const selection = record?.family?.context.selection ?? 0;
    if (!record?.family || !record.grant || record.grant.selection === selection) return record;
    const earlier = yield* earlierSelection({ id: selectionId(record.grant.id, selection) });
    return { ...record, grant: grantAsIssued(record.grant, earlier?.resources) };
  }

  return {
    issueAccessToken: (access, audit) => tx.append(() => issue(access, audit)),

    beginFamily: ({ family, access, audit }) =>
      tx.write(function* () {
        const grant = yield* grantById({ id: family.grantId });
        if (!grant || !stands(grant, family.grantVersion, family.createdAt)) return 'revoked';
        yield* tokens.beginFamily(family, access, null);
        yield* writeAudit(audit);
        return 'begun';
      }),

    refreshToken: (hash) => tx.read(() => found(refreshWithFamily, hash)),

    rotateRefreshToken: async (rotation) => {
      const isFirst = successionOf(rotation.read, null, rotation) === 'rotated';
      const rotated = isFirst ? await tx.append(() => rotateAsRead(rotation)) : null;
      return rotated ?? (await tx.write(() => rotate(rotation)));
    },

    judgeRefreshToken: (presented) =>
      tx.write(function* () {
        const record = yield* succeedingToken({ hash: presented.presentedHash });
        return record ? yield* succession(record, presented.successorHash, presented) : 'unknown';
      }),

    keepRefreshToken: ({ presentedHash, now, expiresAt, access, audit }) =>
      tx.write(function* () {
        const record = yield* succeedingToken({ hash: presentedHash });
        if (!record) return 'unknown';
        const outcome = keepingOf(record, now);
        if (outcome === 'kept') {
          yield* keep({ hash: presentedHash, expiresAt, now });
          yield* tokens.addAccessToken(access);
          yield* writeAudit(audit.kept);
        }
        if (outcome === 'reused') {
          yield* tokens.endFamily(record.family.id, now);
          yield* writeAudit(audit.reused);
        }
        return outcome;
      }),

    revokeAccessToken: (hash, clientId, audit) =>
      tx.write(function* () {
        if ((yield* revokeAccessToken({ hash, clientId, now: clock.now() })) > 0) {
          yield* writeAudit(audit);
          return 'revoked';
        }
        return (yield* isAccessTokenOf({ hash, clientId })) ? 'already' : 'unknown';
      }),

    revokeFamily: (familyId, now, audit) =>
      tx.write(function* () {
        if (yield* tokens.endFamily(familyId, now)) {
          yield* writeAudit(audit);
          return 'revoked';
        }
        return (yield* familyById({ id: familyId })) ? 'already' : 'unknown';
      }),

    accessToken: (hash) => tx.read(() => presented(hash)),
  };
}

/** Finds a row by the hash of a token, with its moment or without. */
function* found<Row>(
  find: (key: { hash: TokenHash }) => Steps<Row | null>,
  hash: TokenHash,
): Steps<Row | null> {
  const row = yield* find({ hash });
  return row === null && momentIn(hash) !== '' ? yield* find({ hash: withoutMoment(hash) }) : row;
}

function readAccessRecord(row: RowReader): AccessRecord {
  const { revokedAt, ...token } = accessTokens.read(row);
  return { token, revokedAt, family: tokenFamilies.readOptional(row), ...readActingFor(row) };
}
