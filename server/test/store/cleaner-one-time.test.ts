import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { sha256 } from '../../src/lib/compare.ts';
import { ClientId } from '../../src/model/index.ts';
import { startCleaner } from '../../src/store/expiry/cleaner.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { DAY, folder, HOUR, NOW, SECOND, seed } from './fixtures.ts';

const KEPT = { unusedClients: 30 * DAY, usage: 800 * DAY };

const TABLES = ['used_once', 'pushed_requests', 'device_requests', 'initial_access_tokens'] as const;

/** A watch that believes the time of day. */
const ALWAYS = { mayDelete: () => true };

it('everything that counts once leaves by itself, a day after it expired and not before', async (t) => {
  const files = folder();
  let now = NOW;
  const clock = { now: () => now };
  const store = await openSqliteStore(files.path('clean.db'), { clock });
  const beside = new DatabaseSync(files.path('clean.db'));
  // The cleaner does not keep the process alive, so the test has to.
  const awake = setInterval(() => {}, 1_000);
  t.after(async () => {
    clearInterval(awake);
    beside.close();
    await store.close();
    files.remove();
  });
  await store.seedOnce({ ...seed(), initialAccessTokens: [] });
  const counts = () => TABLES.map((table) => beside.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);

  const expiresAt = NOW + HOUR;
  for (const purpose of ['client_assertion', 'dpop_proof', 'assertion_grant', 'request_object'] as const) {
    await store.useOnce({ purpose, key: 'jti', expiresAt });
  }
  const pushed = {
    clientId: ClientId('platform'),
    parameters: [],
    createdAt: NOW,
    expiresAt,
    consumedAt: null,
  };
  await store.pushRequest({ ...pushed, hash: sha256('used') }, []);
  await store.consumePushedRequest(sha256('used'), NOW, []);
  await store.pushRequest({ ...pushed, hash: sha256('unused') }, []);
  const device = {
    clientId: ClientId('platform'),
    scopes: ['read'],
    audience: [],
    authorizationDetails: [],
    mode: 'live',
    status: 'pending',
    userId: null,
    tenantId: null,
    grantId: null,
    grantVersion: null,
    selection: null,
    authenticatedAt: null,
    createdAt: NOW,
    expiresAt,
    polledAt: null,
    interval: 5 * SECOND,
  } as const;
  const fresh = () => ({ ...device, scopes: ['read'], audience: [], authorizationDetails: [] });
  await store.openDeviceRequest({ ...fresh(), hash: sha256('a'), userCodeHash: sha256('a') }, []);
  await store.openDeviceRequest({ ...fresh(), hash: sha256('b'), userCodeHash: sha256('b') }, []);
  await store.addInitialAccessToken({ hash: sha256('used up'), usesLeft: 0, createdAt: NOW, expiresAt }, []);
  await store.addInitialAccessToken({ hash: sha256('unused'), usesLeft: 1, createdAt: NOW, expiresAt }, []);
  assert.deepEqual(counts(), [4, 2, 2, 2]);

  let looked: () => void = () => {};
  const watched = {
    removeUnusedClients: store.removeUnusedClients,
    removeUsage: store.removeUsage,
    endExpiredGrants: async () => 0,
    dropAsides: store.dropAsides,
    async expire(before: number, limit: number) {
      const expired = await store.expire(before, limit);
      if (expired.roundEnded) looked();
      return expired;
    },
  };
  const roundEnd = () =>
    new Promise<void>((resolve) => {
      looked = resolve;
    });
  /** A whole round, of those that began after this. */
  const round = async () => {
    await roundEnd();
    await roundEnd();
  };
  const failed = { error: () => assert.fail('it failed') };
  const cleaner = startCleaner(watched, clock, failed, KEPT, ALWAYS, 0);
  t.after(() => cleaner.stop());
  now = expiresAt + DAY;
  await round();
  assert.deepEqual(counts(), [4, 2, 2, 2]);
  now += 1;
  await round();
  assert.deepEqual(counts(), [0, 0, 0, 0]);
});
