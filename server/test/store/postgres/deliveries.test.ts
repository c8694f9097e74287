import assert from 'node:assert/strict';
import { it } from 'node:test';
import { webhookEndpoint } from '../cases/webhooks.ts';
import { approved, event, NOW, SECOND, seed } from '../fixtures.ts';
import { connect, openStore, withoutPostgres } from './server.ts';

it('a delivery to an endpoint that is well does not write its row, which every change reads', {
  skip: await withoutPostgres(),
}, async (t) => {
  const { store, schema, remove } = await openStore({ now: () => NOW });
  const server = await connect(1);
  t.after(async () => {
    await server.close();
    await remove();
  });
  const version = async () => {
    const { rows } = await server.with((connection) =>
      connection.command(`SELECT xmin::text FROM ${schema}.webhook_endpoints`),
    );
    return rows;
  };
  await store.seedOnce(seed());
  await store.addWebhookEndpoint(webhookEndpoint(), 10, []);
  await approved(store);
  const before = await version();
  const underway = new Map<string, number>();
  const [taken] = await store.takeWebhooks({ now: NOW, until: NOW + 30 * SECOND, limit: 1, underway });
  assert.ok(taken);
  const { delivery } = taken;
  const finish = (delivered: boolean) =>
    store.finishWebhook({
      ...{ delivery, delivered, answer: '200', body: null, now: NOW, chance: 0.5 },
      disabled: () => event('webhook.disabled'),
    });
  assert.equal(await finish(true), 'delivered');
  assert.deepEqual(await version(), before);
});
