import type { RecoveryCode, UserId } from '../../model/index.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { logoutNotices } from '../logout-notices/rows.ts';
import { insertLogoutNotice } from '../logout-notices/statements.ts';
import { useOnce } from '../one-time/statements.ts';
import { endSessionsOf } from '../sessions/statements.ts';
import { integer } from '../table/codecs.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import { users } from '../users/rows.ts';
import { authenticators, passkeys, recoveryCodes } from './rows.ts';
import * as sql from './statements.ts';
import type { FactorStore } from './verbs.ts';

export function factorStore(db: Database, tx: Transactions, writeAudit: WriteAudit): FactorStore {
  const authenticatorOf = db.one(sql.authenticatorOf, authenticators.read);
  const insertAuthenticator = db.run(sql.insertAuthenticator);
  const touchAuthenticator = db.run(sql.touchAuthenticator);
  const deleteAuthenticator = db.run(sql.deleteAuthenticator);
  const countCodes = db.one(sql.countCodes, (row) => ({
    all: integer.read(row.next(), 'count'),
    left: integer.read(row.next(), 'count'),
  }));
  const insertCodes = db.insertAll(sql.insertCode);
  const useCode = db.run(sql.useCode);
  const deleteCodes = db.run(sql.deleteCodes);
  const passkeysOf = db.many(sql.passkeysOf, passkeys.read);
  const passkeyWithUser = db.one(sql.passkeyWithUser, (row) => ({
    passkey: passkeys.read(row),
    user: users.read(row),
  }));
  const insertPasskey = db.run(sql.insertPasskey);
  const advancePasskey = db.run(sql.advancePasskey);
  const passkeyExists = db.one(sql.passkeyExists, () => true);
  const deletePasskey = db.run(sql.deletePasskey);
  const allFactors = sql.allFactors.map((statement) => db.run(statement));
  const firstUse = db.run(useOnce);
  const endSessions = db.run(endSessionsOf);
  const insertNotices = db.insertAll(insertLogoutNotice);

  function* factorsOf(userId: UserId) {
    const codes = yield* countCodes({ userId });
    return {
      authenticator: yield* authenticatorOf({ userId }),
      passkeys: yield* passkeysOf({ userId }),
      codesLeft: codes && codes.all > 0 ? codes.left : null,
    };
  }

  function* replaceCodes(userId: UserId, codes: readonly RecoveryCode[]): Steps<void> {
    yield* deleteCodes({ userId });
    yield* insertCodes(codes.map(recoveryCodes.parameters));
  }

  return {
    factorsOf: (userId) => tx.read(() => factorsOf(userId)),

    turnOnAuthenticator: ({ authenticator, codes, audit }) =>
      tx.write(function* () {
        if ((yield* insertAuthenticator(authenticators.parameters(authenticator))) === 0) return 'exists';
        yield* replaceCodes(authenticator.userId, codes);
        yield* writeAudit(audit);
        return 'on';
      }),

    useAuthenticator: ({ userId, step, now, expiresAt }) =>
      tx.write(function* () {
        if ((yield* firstUse({ key: `authenticator ${userId} ${step}`, expiresAt })) === 0) return 'seen';
        yield* touchAuthenticator({ userId, now });
        return 'first';
      }),

    renewRecoveryCodes: ({ userId, codes, audit }) =>
      tx.write(function* () {
        yield* replaceCodes(userId, codes);
        yield* writeAudit(audit);
      }),

    useRecoveryCode: ({ userId, hash, now, audit }) =>
      tx.write(function* () {
        if ((yield* useCode({ userId, hash, now })) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'used';
      }),

    endSecondStep: ({ userId, audit }) =>
      tx.write(function* () {
        const removed = (yield* deleteAuthenticator({ userId })) + (yield* deleteCodes({ userId }));
        if (removed === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'off';
      }),

    addPasskey: (passkey, most, audit) =>
      tx.write(function* () {
        if ((yield* passkeysOf({ userId: passkey.userId })).length >= most) return 'too_many';
        if ((yield* insertPasskey(passkeys.parameters(passkey))) === 0) return 'exists';
        yield* writeAudit(audit);
        return 'added';
      }),

    passkeyOf: (credentialId) => tx.read(() => passkeyWithUser({ credentialId })),

    usePasskey: ({ id, counter, now }) =>
      tx.write(function* () {
        if ((yield* advancePasskey({ id, counter, now })) === 1) return 'used';
        return (yield* passkeyExists({ id })) ? 'regressed' : 'unknown';
      }),

    removePasskey: ({ id, userId, audit }) =>
      tx.write(function* () {
        if ((yield* deletePasskey({ id, userId })) === 0) return 'unknown';
        const left = yield* factorsOf(userId);
        if (left.authenticator === null && left.passkeys.length === 0) yield* deleteCodes({ userId });
        yield* writeAudit(audit);
        return 'removed';
      }),

    removeFactors: ({ userId, notices, audit }) =>
      tx.write(function* () {
        let removed = 0;
        for (const remove of allFactors) removed += yield* remove({ userId });
        if (removed === 0) return 'none';
        yield* endSessions({ userId, keep: null });
        yield* insertNotices(notices.map(logoutNotices.parameters));
        yield* writeAudit(audit);
        return 'removed';
      }),
  };
}
