import { HOUR, isCurrent, lifeOf } from '../../lib/clock.ts';
import type { Instant, TokenHash } from '../../model/index.ts';
import type { WriteAudit } from '../audit/store.ts';
import type { Database } from '../sqlite/database.ts';
import type { GroupCommit } from '../sqlite/group-commit.ts';
import { integer, nullable } from '../table/codecs.ts';
import { placeOf } from '../table/table.ts';
import { clientDeletion } from './deletion.ts';
import { clientSecrets, clients, initialAccessTokens } from './rows.ts';
import * as sql from './statements.ts';
import type { ClientStore } from './verbs.ts';

const lastUsedAt = nullable(integer);

export function clientStore(db: Database, group: GroupCommit, writeAudit: WriteAudit): ClientStore {
  const clientById = db.one(sql.clientById, clients.read);
  const clientsOwnedBy = db.many(sql.clientsOwnedBy, clients.read);
  const clientsAfter = db.many(sql.clientsAfter, clients.read);
  const countOwn = db.one(sql.countOwnClients, (row) => integer.read(row.next(), 'count'));
  const insertClient = db.run(sql.insertClient);
  // An existing id throws, which undoes the use of the token.
  const insertNew = db.run(clients.insert);
  const updateClient = db.run(sql.updateClient);
  const describeClient = db.run(sql.describeClient);
  const deleteClient = clientDeletion(db, writeAudit);
  const lastUse = db.one(sql.lastUse, (row) => ({ at: lastUsedAt.read(row.next(), 'last_used_at') }));
  const touch = db.run(sql.touchClient);
  const neverUsed = db.many(sql.neverUsed, clients.read);
  const liveSecrets = db.many(sql.liveSecrets, clientSecrets.read);
  const insertSecret = db.run(sql.insertSecret);
  const removeSecret = db.run(sql.removeSecret);
  const removeExpiredSecrets = db.run(sql.removeExpiredSecrets);
  const limitSecret = db.run(sql.limitSecret);
  const insertInitialAccessToken = db.run(sql.insertInitialAccessToken);
  const useInitialAccessToken = db.run(sql.useInitialAccessToken);
  const initialAccessToken = db.one(sql.initialAccessToken, initialAccessTokens.read);
  const initialAccess = (hash: TokenHash, now: Instant) => {
    const found = initialAccessToken({ hash, now });
    return found && isCurrent(lifeOf(found), now) ? found : null;
  };
  const clientsOfTenant = db.many(sql.clientsOfTenant, clients.read);

  return {
    async client(id, now) {
      const client = clientById({ id });
      return client && { client, secrets: liveSecrets({ clientId: id, now }) };
    },

    clientsOwnedBy: async ({ userId, tenantId, before, limit }) =>
      clientsOwnedBy({ userId, tenantId, ...placeOf(before), limit }),

    clientsAfter: async (id, limit) => clientsAfter({ id, limit }),

    createClient: (client, secret, audit, most = Number.POSITIVE_INFINITY) =>
      group.write(() => {
        if (client.ownerUserId !== null && (countOwn({ userId: client.ownerUserId }) ?? 0) >= most)
          return 'too_many';
        if (insertClient(clients.parameters(client)) === 0) return 'exists';
        if (secret) insertSecret(clientSecrets.parameters(secret));
        writeAudit(audit);
        return 'created';
      }),

    registerClient: ({ client, secret, initialAccessTokenHash: hash, now, audit }) =>
      group.write(() => {
        if (!initialAccess(hash, now) || useInitialAccessToken({ hash, now }) === 0) return 'refused';
        insertNew(clients.parameters(client));
        if (secret) insertSecret(clientSecrets.parameters(secret));
        writeAudit(audit);
        return 'created';
      }),

    saveDocumentClient: (client, audit) =>
      group.write(() => {
        const part = Object.fromEntries(sql.DESCRIBED.map((field) => [field, client[field]]));
        const there = describeClient({ id: client.id, ...clients.parametersOf(part) }) > 0;
        if (!there && insertClient(clients.parameters(client)) === 0) return 'taken';
        writeAudit(audit);
        return 'saved';
      }),

    updateClient: (client, audit) =>
      group.write(() => {
        const part = Object.fromEntries(sql.CHANGEABLE.map((field) => [field, client[field]]));
        if (updateClient({ id: client.id, ...clients.parametersOf(part) }) === 0) return 'unknown';
        writeAudit(audit);
        return 'updated';
      }),

    deleteClient: (id, audit) => group.write(() => (deleteClient(id, audit) ? 'deleted' : 'unknown')),

    async touchClient(id, now) {
      const due = now - HOUR;
      const last = lastUse({ id });
      if (!last || (last.at !== null && last.at > due)) return;
      await group.write(() => touch({ id, now, due }));
    },

    async removeUnusedClients(before, limit, audit) {
      // Checks with a read first, because mostly there is nothing to write.
      if (neverUsed({ before, limit: 1 }).length === 0) return 0;
      return group.write(() => {
        const unused = neverUsed({ before, limit });
        for (const client of unused) deleteClient(client.id, [audit(client)]);
        return unused.length;
      });
    },

    addClientSecret: (secret, overlapUntil, audit) =>
      group.write(() => {
        const { clientId, createdAt: now } = secret;
        if (!clientById({ id: clientId })) return 'unknown';
        removeExpiredSecrets({ clientId, now });
        const [newest, ...older] = liveSecrets({ clientId, now });
        for (const { hash } of older) removeSecret({ clientId, hash });
        if (newest) {
          const expiresAt = Math.min(newest.expiresAt ?? overlapUntil, overlapUntil);
          limitSecret({ clientId, hash: newest.hash, expiresAt });
        }
        insertSecret(clientSecrets.parameters(secret));
        writeAudit(audit);
        return 'added';
      }),

    addInitialAccessToken: (token, audit) =>
      group.write(() => {
        insertInitialAccessToken(initialAccessTokens.parameters(token));
        writeAudit(audit);
      }),

    initialAccessToken: async (hash, now) => initialAccess(hash, now),

    clientsOfTenant: async (tenantId, limit) => clientsOfTenant({ tenantId, limit }),
  };
}
