import { auditRows } from '../audit/rows.ts';
import type { WriteAudit } from '../audit/store.ts';
import { clientSecrets } from '../clients/rows.ts';
import { limitSecret, liveSecrets, removeSecret } from '../clients/statements.ts';
import { auditSealParts, auditSeals } from '../seals/rows.ts';
import { insertSeal, insertSealPart } from '../seals/statements.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { integer } from '../table/codecs.ts';
import * as sql from './statements.ts';
import type { RestoringStore } from './verbs.ts';

export function restoringStore(db: Database, group: GroupCommit, writeAudit: WriteAudit): RestoringStore {
  const rowById = db.one(sql.auditRow, () => true);
  const insertRow = db.run(sql.insertAuditRow);
  const addSeal = db.run(insertSeal);
  const addPart = db.run(insertSealPart);
  const oneTime = sql.endOneTimeThings.map((statement) => db.run(statement));
  const endTokensOfGrant = db.run(sql.endTokensOfGrant);
  const endTokensOfClient = db.run(sql.endTokensOfClient);
  const forgetPassword = db.run(sql.forgetPassword);
  const secretsOf = db.many(liveSecrets, clientSecrets.read);
  const remove = db.run(removeSecret);
  const limit = db.run(limitSecret);
  const endRegistrationTokens = db.run(sql.endRegistrationTokens);
  const disable = db.run(sql.disableWebhookEndpoint);
  const all = sql.endEverything.map((statement) => ({
    run: db.run(statement),
    dated: statement.includes(':now'),
  }));
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
  const doing = (work: () => unknown): Promise<void> =>
    group.write(() => {
      work();
    });

  return {
    addExported: ({ rows, seals }) =>
      group.write(() => {
        if (rows.some(({ id }) => rowById({ id }) !== null)) return 'exists';
        for (const row of rows) insertRow(auditRows.parameters(row));
        for (const { seal, parts } of seals) {
          addSeal(auditSeals.parameters(seal));
          for (const part of parts) addPart(auditSealParts.parameters(part));
        }
        return 'added';
      }),

    endOneTimeThings: () =>
      doing(() => {
        for (const end of oneTime) end({});
      }),

    endTokensOfGrant: (grantId) => doing(() => endTokensOfGrant({ grantId })),

    endTokensOfClient: (clientId, now) => doing(() => endTokensOfClient({ clientId, now })),

    forgetPassword: (userId) => doing(() => forgetPassword({ userId })),

    limitSecrets: (clientId, until) =>
      doing(() => {
        const [newest, ...older] = secretsOf({ clientId, now: 0 });
        for (const { hash } of older) remove({ clientId, hash });
        if (!newest) return;
        const expiresAt = Math.min(newest.expiresAt ?? until, until);
        limit({ clientId, hash: newest.hash, expiresAt });
      }),

    endRegistrationTokens: () => doing(() => endRegistrationTokens({})),

    disableWebhookEndpoint: (id, now) => doing(() => disable({ id, now })),

    endEverything: (now) =>
      doing(() => {
        for (const { run, dated } of all) run(dated ? { now } : {});
      }),

    recordRestore: (events) => doing(() => writeAudit(events)),

    countRestored: async (now) => {
      const found = counts({ now });
      if (!found) throw new Error('The database counts nothing.');
      return found;
    },
  };
}
