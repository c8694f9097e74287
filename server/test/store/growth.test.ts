import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { removeOldRows } from '../../src/audit/seal/retention.ts';
import { sealLog } from '../../src/audit/seal/sealer.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { NO_MEASURES } from '../../src/lib/measures.ts';
import { ClientId, ConnectedAccountId } from '../../src/model/index.ts';
import { startCleaner } from '../../src/store/expiry/cleaner.ts';
import { postgresDatabases } from '../../src/store/postgres/index.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import type { Store } from '../../src/store/store.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { access, connected, DAY, event, folder, HOUR, MINUTE, NOW, seed } from './fixtures.ts';
import { newSchema, postgresUrl, withoutPostgres } from './postgres/server.ts';

/** Rows of tokens, and of the log. A million on demand: `LATCHKEY_GROWTH_ROWS=1000000`. */
const ROWS = Number(process.env.LATCHKEY_GROWTH_ROWS ?? 2_000);
const AT_ONCE = 2_000;

/** Removes as many rows as there are, and tells how long each commit held its locks. */
async function grow(
  t: TestContext,
  open: (committed: (ms: number) => void) => Promise<Store>,
): Promise<void> {
  const held: number[] = [];
  const store = await open((ms) => void held.push(ms));
  t.after(() => store.close());
  await store.seedOnce(seed());
  const { first } = await connected(store);
  const time = { now: NOW };
  const clock = { now: () => time.now };
  const keys = await openKeys({ store, masterKey: randomBytes(32), apiName: 'acme', clock });
  for (let made = 0; made < ROWS; made += AT_ONCE) {
    const count = Math.min(AT_ONCE, ROWS - made);
    const numbers = Array.from({ length: count }, (_, index) => made + index);
    await Promise.all(
      numbers.map((number) =>
        store.issueAccessToken(access(first.family, { hash: sha256(`${number}`) }), []),
      ),
    );
    await store.record(
      numbers.map((number) =>
        event('api.called', {
          clientId: ClientId(`client_${number % 97}`),
          connectedAccountId: ConnectedAccountId(`conn_${number % 9_973}`),
          requestId: `req_${number}`,
        }),
      ),
    );
  }
  await sealLog({ store, keys, clock }, async () => true);
  const figures = (what: string) => {
    const sorted = held.splice(0).sort((one, other) => one - other);
    const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
    t.diagnostic(
      `${what}: ${sorted.length} commits, ms at p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}`,
    );
  };
  figures('writing and sealing');

  time.now = NOW + HOUR + DAY + 1;
  const ended = Promise.withResolvers<void>();
  const watched = {
    ...store,
    async expire(before: number, limit: number) {
      const expired = await store.expire(before, limit);
      assert.ok(expired.removed <= limit);
      if (expired.roundEnded) ended.resolve();
      return expired;
    },
  };
  const failed = { error: (about: unknown) => ended.reject(about) };
  const kept = { unusedClients: 999 * DAY, usage: 999 * DAY };
  const awake = setInterval(() => {}, MINUTE);
  const cleaner = startCleaner(watched, clock, failed, kept, { mayDelete: () => true });
  await ended.promise;
  await cleaner.stop();
  clearInterval(awake);
  assert.equal(await store.accessToken(sha256('0')), null);
  assert.equal(await store.accessToken(sha256(`${ROWS - 1}`)), null);
  figures('expiry of tokens');

  time.now = NOW + 401 * DAY;
  await store.record([event('session.opened', { at: time.now })]);
  await sealLog({ store, keys, clock }, async () => true);
  held.length = 0;
  const retention = { days: 2_557, kinds: { 'api.called': 400 } };
  while ((await removeOldRows({ store, keys, clock }, retention)) > 0);
  const [left] = await store.auditTrail({ kind: 'api.called', limit: 1 });
  assert.ok(left === undefined || left.id > ROWS - 1_000, 'the newest seal alone stays');
  figures('retention of the log');
}

test('rows of tokens and of the log leave in chunks', async (t) => {
  const files = folder();
  t.after(files.remove);
  await grow(t, (committed) =>
    openSqliteStore(files.path('growth.db'), {
      clock: { now: () => NOW },
      measures: { ...NO_MEASURES, committed },
    }),
  );
});

test('rows of tokens and of the log leave in chunks on PostgreSQL', {
  skip: await withoutPostgres(),
}, async (t) => {
  const databases = postgresDatabases({ url: (await postgresUrl()) ?? '', directUrl: null, connections: 4 });
  t.after(() => databases.close());
  await grow(t, (committed) =>
    databases.open(newSchema(), { clock: { now: () => NOW }, measures: { ...NO_MEASURES, committed } }),
  );
});
