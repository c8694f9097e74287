import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Call } from '../../../src/guard/call.ts';
import { createGuard } from '../../../src/guard/guard.ts';
import { ClientId, type WebhookEvent } from '../../../src/model/index.ts';
import { newRuntime } from '../../../src/runtime.ts';
import { webhookEndpoint } from '../../store/cases/webhooks.ts';
import { LIVE, openWorld, type World } from '../world.ts';

const HOUR = 3_600_000;
const DAY = 86_400;

/** An API with an endpoint of the platform, and one of the API's owner. */
async function watched(t: TestContext, limits: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  const world = await openWorld(limits);
  t.after(() => world.close());
  for (const clientId of [ClientId('platform'), null]) {
    const endpoint = webhookEndpoint({ id: `whe_${clientId ?? 'owner'}`, clientId });
    assert.equal(await world.api.store.addWebhookEndpoint(endpoint, 10, []), 'added');
  }
  return world;
}

const callWith = (token: string, over: Partial<Call>): Call => ({
  ...{ method: 'GET', host: LIVE, path: '/cases', query: '', authorization: `Bearer ${token}` },
  ...{ dpop: undefined, origin: null, account: undefined, ip: '192.0.2.7', requestId: 'req_notice' },
  ...over,
});

async function told(world: World, endpointId = 'whe_platform'): Promise<WebhookEvent[]> {
  const page = { endpointId, before: null, limit: 100 };
  return (await world.api.store.webhookDeliveries(page)).map(({ event }) => event).toReversed();
}

const types = async (world: World, endpointId?: string) =>
  (await told(world, endpointId)).map(({ type, data }) => `${type} ${data.policy} ${data.used}`);

test('a daily limit is told once at four fifths and once when it is used up, however many are refused', async (t) => {
  const world = await watched(t, { limits: { connectedAccount: { calls: 10, per: DAY } } });
  const { token, account } = await world.connected();
  for (let call = 0; call < 7; call++) await world.call(token, { account });
  assert.deepEqual(await types(world), []);
  await world.call(token, { account });
  assert.deepEqual(await types(world), ['limit.near account 8']);
  for (let call = 0; call < 20; call++) await world.call(token, { account });
  assert.deepEqual(await types(world), ['limit.near account 8', 'limit.reached account 10']);
  assert.deepEqual(await types(world, 'whe_owner'), await types(world));

  const [event] = await told(world);
  const { now } = world.clock;
  assert.equal(event?.connectedAccountId, account);
  assert.deepEqual(
    [event.data.window, event.data.limit, Math.abs(Number(event.data.resets_at) - (now / 1_000 + DAY)) <= 1],
    [DAY, 10, true],
  );
  const rows = await world.api.store.auditTrail({ kind: 'limit.reached', limit: 100 });
  rows.push(...(await world.api.store.auditTrail({ kind: 'limit.near', limit: 100 })));
  assert.deepEqual(
    rows.map(({ kind, clientId, tenantId }) => [kind, clientId, tenantId]),
    [
      ['limit.reached', 'platform', 'org_a'],
      ['limit.near', 'platform', 'org_a'],
    ],
  );
});

test('of many calls at once, and by a process that forgot, it is still told once', async (t) => {
  const world = await watched(t, { limits: { connectedAccount: { calls: 5, per: DAY } } });
  const { token, account } = await world.connected();
  const many = () => Promise.all(Array.from({ length: 40 }, () => world.call(token, { account })));
  await many();
  assert.deepEqual(await types(world), ['limit.near account 4', 'limit.reached account 5']);
  // Killed before what it counted was saved.
  const decide = createGuard({ ...world.api, runtime: newRuntime() }, world.operations);
  for (let call = 0; call < 9; call++) await decide(callWith(token, { account }));
  assert.equal((await told(world)).length, 2);
});

test('a short limit is told when it is used up, and not again within the hour', async (t) => {
  const world = await watched(t, { limits: { platform: { calls: 4, per: 1 } } });
  const token = await world.clientToken('platform', { expiresAt: world.clock.now + 2 * HOUR });
  const spend = async () => {
    const decide = createGuard({ ...world.api, runtime: newRuntime() }, world.operations);
    for (let call = 0; call < 6; call++) await decide(callWith(token, { path: '/ping' }));
  };
  await spend();
  world.clock.now += HOUR - 1;
  await spend();
  assert.deepEqual(await types(world), ['limit.reached platform 4']);
  const [event] = await told(world);
  assert.deepEqual([event?.connectedAccountId, event?.tenantId], [null, null], 'it is the platform’s alone');
  world.clock.now += 1_001;
  await spend();
  assert.equal((await told(world)).length, 2);
});

test('a call is told of with its row, or neither is there', async (t) => {
  const world = await watched(t, { limits: { connectedAccount: { calls: 2, per: DAY } } });
  const { token, account } = await world.connected();
  await world.call(token, { account });
  const { store } = world.api;
  const record = store.record.bind(store);
  store.record = async () => Promise.reject(new Error('the disk is full'));
  await world.call(token, { account });
  assert.deepEqual(await told(world), []);
  store.record = record;
  await world.call(token, { account });
  assert.deepEqual(await types(world), ['limit.reached account 2'], 'it is told with the next one');
});
