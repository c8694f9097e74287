import { EVERYTHING } from '../../rules/change/outdated.ts';
import { auditRows } from '../audit/rows.ts';
import type { WriteAudit } from '../audit/writer.ts';
import { clientSecrets } from '../clients/rows.ts';
import { limitSecret, liveSecrets, removeSecret } from '../clients/statements.ts';
import { setMilestone } from '../milestones/statements.ts';
import { RESTORED } from '../milestones/store.ts';
import { sealedKeys } from '../sealed-keys/rows.ts';
import { insertSealedKey, removeSealedKey } from '../sealed-keys/statements.ts';
import { auditSealParts, auditSeals } from '../seals/rows.ts';
import { insertSeal, insertSealPart } from '../seals/statements.ts';
import { integer } from '../table/codecs.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import { everythingEnder } from './ending.ts';
import * as sql from './statements.ts';
import type { RestoringStore } from './verbs.ts';

export function restoringStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
  numbersGiven?: () => Steps<unknown>,
): RestoringStore {
  const rowById = db.one(sql.auditRow, () => true);
  const insertRows = db.insertAll(sql.insertAuditRow);
  const addSeal = db.run(insertSeal);
  const addParts = db.insertAll(insertSealPart);
  const oneTime = sql.endOneTimeThings.map((statement) => db.run(statement));
  const endTokensOfGrant = db.run(sql.endTokensOfGrant);
  const endTokensOfClient = db.run(sql.endTokensOfClient);
  const forgetPassword = db.run(sql.forgetPassword);
  const endCodes = db.run(sql.endRecoveryCodes);
  const secretsOf = db.many(liveSecrets, clientSecrets.read);
  const remove = db.run(removeSecret);
  const limit = db.run(limitSecret);
  const endRegistrationTokens = db.run(sql.endRegistrationTokens);
  const disable = db.run(sql.disableWebhookEndpoint);
  const refreshWithKey = db.run(sql.refreshWithKey);
  const removeKey = db.run(removeSealedKey);
  const addKey = db.run(insertSealedKey);
  const note = db.run(setMilestone);
  const endEverything = everythingEnder(db);
  const counts = db.one(sql.countRestored, (row) => {
    const next = () => integer.read(row.next(), 'count');
    return {
      accessTokens: next(),
      refreshTokens: next(),
      personalTokens: next(),
      sessions: next(),
      connections: next(),
      clients: next(),
      secrets: next(),
      members: next(),
      passwords: next(),
      webhookEndpoints: next(),
    };
  });
  /** @param outdated tags of what it makes outdated without a row about it */
  const doing = (work: () => Steps<unknown>, outdated: string[] = []): Promise<void> =>
    tx.write(function* () {
      yield* work();
      yield { outdated };
    });

  return {
    addExported: ({ rows, seals }) =>
      tx.write(function* () {
        for (const { id } of rows) if (yield* rowById({ id })) return 'exists';
        yield* insertRows(rows.map(auditRows.parameters));
        if (numbersGiven) yield* numbersGiven();
        for (const { seal, parts } of seals) {
          yield* addSeal(auditSeals.parameters(seal));
          yield* addParts(parts.map(auditSealParts.parameters));
        }
        return 'added';
      }),

    endOneTimeThings: () =>
      doing(function* () {
        for (const end of oneTime) yield* end({});
      }),

    endTokensOfGrant: (grantId) => doing(() => endTokensOfGrant({ grantId }), [`grant:${grantId}`]),

    endTokensOfClient: (clientId, now) =>
      doing(() => endTokensOfClient({ clientId, now }), [`client:${clientId}`]),

    forgetPassword: (userId) => doing(() => forgetPassword({ userId }), [`user:${userId}`]),

    endRecoveryCodes: (userId, now) => doing(() => endCodes({ userId, now })),

    limitSecrets: (clientId, until) =>
      doing(
        function* () {
          const [newest, ...older] = yield* secretsOf({ clientId, now: 0 });
          for (const { hash } of older) yield* remove({ clientId, hash });
          if (!newest) return;
          const expiresAt = Math.min(newest.expiresAt ?? until, until);
          yield* limit({ clientId, hash: newest.hash, expiresAt });
        },
        [`client:${clientId}`],
      ),

    endRegistrationTokens: () => doing(() => endRegistrationTokens({})),

    disableWebhookEndpoint: (id, now) => doing(() => disable({ id, now })),

    endEverything: (now) => doing(() => endEverything(now), [EVERYTHING]),

    recordRestore: (event) =>
      doing(function* () {
        yield* writeAudit([event]);
        yield* note({ name: RESTORED, at: event.at });
      }),

    renewKeys: ({ lost, added, successionId, audit }) =>
      doing(function* () {
        for (const id of lost) {
          yield* removeKey({ id });
          if (successionId !== null) yield* refreshWithKey({ lost: id, successionId });
        }
        for (const key of added) yield* addKey(sealedKeys.parameters(key));
        yield* writeAudit(audit);
      }),

    countRestored: async (now) => {
      const found = await tx.read(() => counts({ now }));
      if (!found) throw new Error('The database counts nothing.');
      return found;
    },
  };
}
