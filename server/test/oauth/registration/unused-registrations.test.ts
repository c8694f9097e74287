import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DAY } from '../../../src/lib/clock.ts';
import { ClientId } from '../../../src/model/index.ts';
import { type Cleaner, startCleaner } from '../../../src/store/expiry/cleaner.ts';
import { ACCOUNTS, CALLBACK, HOUR, NOW } from '../acme.ts';
import { type Served, serveOAuth } from '../serve.ts';

const AFTER = 30 * DAY;

async function register(served: Served, metadata: Record<string, unknown> = {}) {
  const { json } = await served.call({
    method: 'POST',
    host: ACCOUNTS,
    path: '/oauth/register',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      redirect_uris: [CALLBACK],
      token_endpoint_auth_method: 'client_secret_post',
      ...metadata,
    }),
  });
  return { client_id: String(json.client_id), client_secret: String(json.client_secret ?? '') };
}

const ask = (served: Served, client: Record<string, string>) =>
  served.post({ token: 'nonsense', ...client }, { path: '/oauth/introspect' });

/** Runs the cleaner until it has gone round once with the time as it is. */
async function clean({ api }: Served): Promise<number> {
  const awake = setInterval(() => {}, 1_000);
  const round = Promise.withResolvers<number>();
  const watched = {
    expire: api.store.expire,
    endExpiredGrants: async () => 0,
    dropAsides: api.store.dropAsides,
    removeUsage: api.store.removeUsage,
    removeUnusedClients: async (...chunk: Parameters<typeof api.store.removeUnusedClients>) => {
      const removed = await api.store.removeUnusedClients(...chunk);
      round.resolve(removed);
      return removed;
    },
  };
  const failed = { error: ({ error }: { error: unknown }) => round.reject(error) };
  const cleaner: Cleaner = startCleaner(
    watched,
    api.clock,
    failed,
    { unusedClients: api.config.lifetimes.unusedRegistration * 1_000, usage: 800 * 24 * 3_600_000 },
    { mayDelete: () => true },
  );
  try {
    return await round.promise;
  } finally {
    await cleaner.stop();
    clearInterval(awake);
  }
}

it('a registration that nobody uses for 30 days is gone, on record; one that was used stays', async (t) => {
  const served = await serveOAuth({ registration: 'open' });
  t.after(() => served.close());
  const unused = await register(served);
  const wrong = await register(served);
  const authenticated = await register(served);
  const authorized = await register(served, { token_endpoint_auth_method: 'none' });
  const named = await register(served, { token_endpoint_auth_method: 'none' });
  const known = async ({ client_id }: { client_id: string }) =>
    (await served.api.store.client(client_id, NOW))?.client ?? null;

  assert.equal((await ask(served, authenticated)).status, 200);
  assert.equal((await known(authenticated))?.lastUsedAt, NOW);
  assert.equal((await ask(served, { ...wrong, client_secret: 'wrong' })).status, 401);
  // Anyone who knows the id of a public client can name it, so that does not count as a use.
  assert.equal((await ask(served, { client_id: named.client_id })).status, 401);
  await served.consent({ clientId: ClientId(authorized.client_id) });

  served.later(AFTER);
  assert.equal(await clean(served), 0, 'not before the time is over');
  served.later(1);
  // These, and the one that has been there from the beginning.
  assert.equal(await clean(served), 4);
  assert.deepEqual(await Promise.all([unused, wrong, named].map(known)), [null, null, null]);
  const refusal = await ask(served, unused);
  assert.deepEqual([refusal.status, refusal.json.error], [401, 'invalid_client']);
  assert.equal((await ask(served, authenticated)).status, 200);
  assert.ok(await known(authorized));

  const rows = await served.rows('client.deleted');
  const ids = new Set(['registered', ...[unused, wrong, named].map(({ client_id }) => client_id)]);
  assert.deepEqual(new Set(rows.map(({ clientId }) => clientId)), ids);
  assert.equal(rows[0]?.detail.cause, 'never used');
});

it('a use is remembered at most once an hour', async (t) => {
  const served = await serveOAuth({ registration: 'open' });
  t.after(() => served.close());
  const client = await register(served);
  const lastUse = async () => (await served.api.store.client(client.client_id, NOW))?.client.lastUsedAt;
  await ask(served, client);
  served.later(HOUR - 1);
  await ask(served, client);
  assert.equal(await lastUse(), NOW);
  served.later(1);
  await ask(served, client);
  assert.equal(await lastUse(), NOW + HOUR);
});
