import { HOUR, isCurrent, lifeOf } from '../../lib/clock.ts';
import { valueWithoutSecrets } from '../../lib/secrets-in-text.ts';
import {
  type Client,
  type ClientSecret,
  type Instant,
  operatorSettings,
  type TokenHash,
} from '../../model/index.ts';
import { lastUseOf } from '../../rules/change/outdated.ts';
import type { WriteAudit } from '../audit/writer.ts';
import type { WriteMails } from '../mails/store.ts';
import { integer, nullable, text } from '../table/codecs.ts';
import type { RowReader } from '../table/row.ts';
import { placeOf } from '../table/table.ts';
import type { Database, Steps, Transactions } from '../transactions.ts';
import { clientDeletion } from './deletion.ts';
import { clientLogos, clientSecrets, clients, initialAccessTokens } from './rows.ts';
import * as sql from './statements.ts';
import type { ClientStore, InitialAccessToken } from './verbs.ts';

const lastUsedAt = nullable(integer);

/** Clients that one page looks at where it wants only some of them: some milliseconds of the event loop. */
const SLICE = 2_000;

export function clientStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
  writeMails: WriteMails,
): ClientStore {
  const clientById = db.one(sql.clientById, clients.read);
  const clientsOwnedBy = db.many(sql.clientsOwnedBy, clients.read);
  const clientsAfter = db.many(sql.clientsAfter, clients.read);
  const matching = db.many(sql.clientsMatching, clients.read);
  const ownMatching = db.many(sql.ownClientsMatching, clients.read);
  const sliceEnd = db.one(sql.clientsSliceEnd, place);
  const ownSliceEnd = db.one(sql.ownClientsSliceEnd, place);
  const unusedSince = db.many(sql.clientsUnusedSince, clients.read);
  const countUnusedSince = db.one(sql.countUnusedSince, (row) => integer.read(row.next(), 'count'));
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
  const insertLogo = db.run(clientLogos.insert);
  const removeLogo = db.run(sql.removeLogo);
  const logoByHash = db.one(sql.logoByHash, clientLogos.read);
  const liveSecrets = db.many(sql.liveSecrets, clientSecrets.read);
  const insertSecret = db.run(sql.insertSecret);
  const removeSecret = db.run(sql.removeSecret);
  const removeExpiredSecrets = db.run(sql.removeExpiredSecrets);
  const limitSecret = db.run(sql.limitSecret);
  const insertInitialAccessToken = db.run(sql.insertInitialAccessToken);
  const useInitialAccessToken = db.run(sql.useInitialAccessToken);
  const initialAccessToken = db.one(sql.initialAccessToken, initialAccessTokens.read);
  const accessTokensPage = db.many(sql.initialAccessTokensPage, initialAccessTokens.read);
  const endAccessToken = db.run(sql.endInitialAccessToken);
  const clientsOfTenant = db.many(sql.clientsOfTenant, clients.read);

  function* initialAccess(hash: TokenHash, now: Instant): Steps<InitialAccessToken | null> {
    const found = yield* initialAccessToken({ hash, now });
    return found && isCurrent(lifeOf(found), now) ? found : null;
  }

  function* withSecrets(id: string, now: Instant): Steps<{ client: Client; secrets: ClientSecret[] } | null> {
    const client = yield* clientById({ id });
    return client && { client, secrets: yield* liveSecrets({ clientId: id, now }) };
  }

  return {
    client: (id, now) => tx.read(() => withSecrets(id, now)),

    clientsOwnedBy: ({ userId, tenantId, before, limit }) =>
      tx.read(() => clientsOwnedBy({ userId, tenantId, ...placeOf(before), limit })),

    clientsPage: ({ ownerUserId, unusedSince, search, before, limit, ...filters }) =>
      tx.read(function* () {
        const from = placeOf(before);
        const owned = ownerUserId === undefined ? {} : { owner: ownerUserId };
        const page = {
          ...{ ...NO_FILTER, ...defined(filters), ...from, ...owned },
          unusedSince: unusedSince ?? Number.MAX_SAFE_INTEGER,
          search: search === undefined ? null : partOf(search),
          wanted: search ?? '',
          slice: SLICE,
          limit: limit + 1,
        };
        const found = yield* (ownerUserId === undefined ? matching : ownMatching)(page);
        const shown = found.slice(0, limit);
        if (found.length > limit) return { clients: shown, next: shown.at(-1) ?? null };
        const end = { ...from, ...owned, skip: SLICE - 1 };
        return { clients: shown, next: yield* (ownerUserId === undefined ? sliceEnd : ownSliceEnd)(end) };
      }),

    clientsAfter: (id, limit) => tx.read(() => clientsAfter({ id, limit })),

    createClient: (client, secret, audit, { most = Number.POSITIVE_INFINITY, mails = [] } = {}) =>
      tx.write(function* () {
        const { ownerUserId: userId } = client;
        if (userId !== null && ((yield* countOwn({ userId })) ?? 0) >= most) return 'too_many';
        if ((yield* insertClient(clients.parameters(client))) === 0) return 'exists';
        if (secret) yield* insertSecret(clientSecrets.parameters(secret));
        yield* writeMails(mails);
        yield* writeAudit(audit);
        return 'created';
      }),

    registerClient: ({ client, secret, initialAccessTokenHash: hash, now, audit }) =>
      tx.write(function* () {
        if (!(yield* initialAccess(hash, now)) || (yield* useInitialAccessToken({ hash, now })) === 0) {
          return 'refused';
        }
        yield* insertNew(clients.parameters(client));
        if (secret) yield* insertSecret(clientSecrets.parameters(secret));
        yield* writeAudit(audit);
        return 'created';
      }),

    saveDocumentClient: (client, audit) =>
      tx.write(function* () {
        // An operator may have changed something since the document was asked for.
        const settings = {
          ...client.settings,
          ...operatorSettings((yield* clientById({ id: client.id }))?.settings ?? {}),
        };
        const described = { ...client, settings };
        const part = Object.fromEntries(sql.DESCRIBED.map((field) => [field, described[field]]));
        const there = (yield* describeClient({ id: client.id, ...clients.parametersOf(part) })) > 0;
        if (!there && (yield* insertClient(clients.parameters(client))) === 0) return 'taken';
        yield* writeAudit(audit);
        return 'saved';
      }),

    updateClient: (client, audit, before, logo) =>
      tx.write(function* () {
        const part = Object.fromEntries(sql.CHANGEABLE.map((field) => [field, client[field]]));
        const there = before && (yield* clientById({ id: client.id }));
        if (before && !there) return 'unknown';
        if (before && there && !isSame(before, there)) return 'outdated';
        if ((yield* updateClient({ id: client.id, ...clients.parametersOf(part) })) === 0) return 'unknown';
        if (logo !== undefined) yield* removeLogo({ clientId: client.id });
        if (logo) yield* insertLogo(clientLogos.parameters(logo));
        yield* writeAudit(audit);
        return 'updated';
      }),

    clientLogo: (hash) => tx.read(() => logoByHash({ hash })),

    deleteClient: (id, audit) =>
      tx.write(function* () {
        return (yield* deleteClient(id, audit)) ? 'deleted' : 'unknown';
      }),

    async touchClient(id, now) {
      const due = now - HOUR;
      const last = await tx.read(() => lastUse({ id }));
      if (!last || (last.at !== null && last.at > due)) return;
      await tx.append(function* () {
        yield* touch({ id, now, due });
        yield { outdated: [lastUseOf('client', id)] };
      });
    },

    async removeUnusedClients(before, limit, audit) {
      // Checks with a read first, because mostly there is nothing to write.
      if ((await tx.read(() => neverUsed({ before, limit: 1 }))).length === 0) return 0;
      return tx.chore(function* () {
        const unused = yield* neverUsed({ before, limit });
        for (const client of unused) yield* deleteClient(client.id, [audit(client)]);
        return unused.length;
      });
    },

    addClientSecret: (secret, overlapUntil, audit) =>
      tx.write(function* () {
        const { clientId, createdAt: now } = secret;
        if (!(yield* clientById({ id: clientId }))) return 'unknown';
        yield* removeExpiredSecrets({ clientId, now });
        const [newest, ...older] = yield* liveSecrets({ clientId, now });
        for (const { hash } of older) yield* removeSecret({ clientId, hash });
        if (newest) {
          const expiresAt = Math.min(newest.expiresAt ?? overlapUntil, overlapUntil);
          yield* limitSecret({ clientId, hash: newest.hash, expiresAt });
        }
        yield* insertSecret(clientSecrets.parameters(secret));
        yield* writeAudit(audit);
        return 'added';
      }),

    endClientSecret: ({ clientId, hash }, audit) =>
      tx.write(function* () {
        if ((yield* removeSecret({ clientId, hash })) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'ended';
      }),

    countUnusedClients: ({ before, origin, most }) =>
      tx.read(function* () {
        return (yield* countUnusedSince({ before, origin, limit: most })) ?? 0;
      }),

    removeClientsUnusedSince: ({ before, origin, limit }, audit) =>
      tx.write(function* () {
        const unused = yield* unusedSince({ before, origin, limit });
        for (const { id, name, mode, tenantId, ownerUserId: userId } of unused) {
          const about = { clientId: id, mode, tenantId, userId };
          // A client can put a token into its name.
          const detail = valueWithoutSecrets({ name, ...audit.detail });
          yield* deleteClient(id, [{ ...audit, ...about, detail }]);
        }
        return unused.length;
      }),

    addInitialAccessToken: (token, audit) =>
      tx.append(function* () {
        yield* insertInitialAccessToken(initialAccessTokens.parameters(token));
        yield* writeAudit(audit);
      }),

    initialAccessTokens: ({ before, limit }) =>
      tx.read(() => accessTokensPage({ ...placeOf(before), limit })),

    endInitialAccessToken: (hash, audit) =>
      tx.write(function* () {
        if ((yield* endAccessToken({ hash })) === 0) return 'unknown';
        yield* writeAudit(audit);
        return 'ended';
      }),

    initialAccessToken: (hash, now) => tx.read(() => initialAccess(hash, now)),

    clientsOfTenant: (tenantId, limit) => tx.read(() => clientsOfTenant({ tenantId, limit })),
  };
}

function place(row: RowReader) {
  return { createdAt: integer.read(row.next(), 'created_at'), id: text.read(row.next(), 'id') };
}

const NO_FILTER = { origin: null, kind: null, mode: null, tenantId: null, state: null };

function defined(filters: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filters).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

/** `lower` of SQLite knows ASCII alone, so no other letter is changed here. */
function partOf(search: string): string {
  const lower = search.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return `%${lower.replaceAll(/[!%_]/g, '!$&')}%`;
}

/** Compares what can be changed, as it is stored: a use is no change. */
function isSame(one: Client, other: Client): boolean {
  const stored = (client: Client) =>
    JSON.stringify(sql.CHANGEABLE.map((field) => clients.parametersOf({ [field]: client[field] })));
  return stored(one) === stored(other);
}
