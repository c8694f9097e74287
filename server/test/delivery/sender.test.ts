import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDelivery } from '../../src/delivery/sender.ts';
import { TenantId, UserId, type WebhookEndpoint } from '../../src/model/index.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { approved, DAY, event } from '../store/fixtures.ts';
import { deliveringWorld, type Received, receiver } from './world.ts';

const typeOf = ({ body }: Received) => String(JSON.parse(body).type);
const many = (count: number) => (all: Received[]) => all.length >= count;

test('a change is told by itself, and an endpoint that never answers delays no other', async (t) => {
  const world = await deliveringWorld(t);
  const silent = await receiver(t, () => undefined);
  const quick = await receiver(t);
  for (let index = 0; index < 3; index++) await world.endpoint({ url: silent.url });
  await world.endpoint({ url: quick.url });
  const stop = startDelivery(world.api);
  for (let index = 0; index < 10; index++) await world.connect();
  await quick.until(many(10));
  assert.deepEqual(new Set(quick.received.map(typeOf)), new Set(['connection.authorized']));
  assert.ok(silent.received.length <= 12, 'four places each');
  const { organisation_id, client_id, connected_account_id } = JSON.parse(quick.received[0]?.body ?? '').data;
  assert.deepEqual([organisation_id, client_id], ['org_a', 'platform']);
  assert.match(connected_account_id, /^conn_/);
  // Those on their way are cut off, not waited for.
  await stop();
});

test('what another process changed is sent too', async (t) => {
  const world = await deliveringWorld(t);
  const there = await receiver(t);
  await world.endpoint({ url: there.url });
  const stop = startDelivery(world.api);
  t.after(stop);
  const other = await openSqliteStore(world.file, { clock: world.api.clock, opening: 'change' });
  t.after(() => other.close());
  await approved(other, { now: world.api.clock.now() });
  await there.until(many(1));
  assert.deepEqual(there.received.map(typeOf), ['connection.authorized']);
});

test('an attempt that the stop cut off is made again after the next start', async (t) => {
  const world = await deliveringWorld(t);
  let silent = true;
  const there = await receiver(t, (_request, response) => {
    if (!silent) response.end();
  });
  const { id } = await world.endpoint({ url: there.url });
  const stop = startDelivery(world.api);
  await world.connect();
  await there.until(many(1));
  await stop();
  silent = false;
  world.later(60_000);
  const stopAgain = startDelivery(world.api);
  await there.until(many(2));
  await settled(world, id, (status) => status === 'delivered');
  await stopAgain();
  const [first, second] = there.received;
  assert.equal(first?.headers['webhook-id'], second?.headers['webhook-id'], 'by its id a receiver knows it');
  assert.equal((await world.api.store.webhookEndpoint(id))?.failures, 0);
});

test('order is kept through failures, and a poison event holds up only its own account until it is given up', async (t) => {
  const world = await deliveringWorld(t);
  let poison = '';
  const there = await receiver(t, (request, response) => {
    response.writeHead(request.headers['webhook-id'] === poison ? 400 : 200).end('no, thanks');
  });
  const { id } = await world.endpoint({ url: there.url, ordered: true });
  const begun = await world.connect();
  for (const suspended of [true, false]) await world.suspend(begun, suspended);
  const [, bad] = await world.api.store.webhookDeliveries({ endpointId: id, before: null, limit: 2 });
  poison = bad?.event.id ?? '';
  const stop = startDelivery(world.api);
  await settled(world, id, (_, answer) => answer === '400');
  await world.connect({ userId: UserId('usr_ben'), tenantId: TenantId('org_b') });
  await there.until((all) => all.filter((each) => typeOf(each) === 'connection.authorized').length === 2);
  assert.ok(!there.received.map(typeOf).includes('connection.resumed'));
  world.later(4 * DAY);
  // Any change makes the sender look.
  await world.api.store.record([event('session.ended')]);
  await there.until((all) => all.map(typeOf).includes('connection.resumed'));
  await stop();
  const resumed = there.received.find((each) => typeOf(each) === 'connection.resumed');
  assert.deepEqual(JSON.parse(resumed?.body ?? '').data.skipped, [poison]);
});

/** Resolves when a delivery is as `is` says. */
async function settled(
  { api }: Awaited<ReturnType<typeof deliveringWorld>>,
  endpointId: WebhookEndpoint['id'],
  is: (status: string, answer: string | null) => boolean,
): Promise<void> {
  for (;;) {
    const page = await api.store.webhookDeliveries({ endpointId, before: null, limit: 9 });
    if (page.some(({ delivery }) => is(delivery.status, delivery.answer))) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
