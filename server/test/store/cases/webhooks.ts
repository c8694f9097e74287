import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../../src/lib/ids.ts';
import {
  ClientId,
  type ConnectedAccountId,
  type GrantId,
  TenantId,
  UserId,
  type WebhookEndpoint,
} from '../../../src/model/index.ts';
import { HEALTHY } from '../../../src/rules/webhook/retry.ts';
import {
  approved,
  type Current,
  consent,
  DAY,
  event,
  expireAll,
  grantAfter,
  NOW,
  SECOND,
} from '../fixtures.ts';

export function webhookEndpoint(over: Partial<WebhookEndpoint> = {}): WebhookEndpoint {
  return {
    id: newId('whe'),
    clientId: ClientId('platform'),
    url: 'https://platform.example/hooks',
    events: null,
    ordered: false,
    secrets: [{ id: 'whs_1', sealed: 'sealed', expiresAt: null }],
    createdAt: NOW,
    ...HEALTHY,
    ...over,
  };
}

/** The outbox: what is told, to whom, in which order, and what becomes of it. */
export function webhookCases(store: Current): void {
  const add = async (over: Partial<WebhookEndpoint> = {}) => {
    const endpoint = webhookEndpoint(over);
    assert.equal(await store().addWebhookEndpoint(endpoint, 10, [event('webhook.added')]), 'added');
    return endpoint;
  };
  const take = (now = NOW, underway = new Map<string, number>()) =>
    store().takeWebhooks({ now, until: now + 30 * SECOND, limit: 100, underway });
  const types = async (now = NOW) => (await take(now)).map((taken) => taken.event.type).sort();
  const finish = async (
    { delivery }: { delivery: Awaited<ReturnType<typeof take>>[number]['delivery'] },
    delivered: boolean,
    now = NOW,
  ) =>
    store().finishWebhook({
      ...{ delivery, delivered, answer: delivered ? '200' : '500', body: 'said', now, chance: 0.5 },
      disabled: ({ id }) => event('webhook.disabled', { detail: { endpoint: id } }),
    });
  const suspend = (
    grantId: GrantId,
    suspended: boolean,
    about: { connectedAccountId: ConnectedAccountId },
    detail = {},
  ) =>
    store().suspendGrant({
      ...{ grantId, tenantId: TenantId('org_a'), suspended, now: NOW },
      audit: [event('authorization.changed', { ...about, grantId, detail: { suspended, ...detail } })],
    });

  describe('webhooks', () => {
    it('are told in the transaction of the change, or not at all', async () => {
      const { grantId, connectedAccountId } = await approved(store());
      await add();
      // The row cannot be written: JSON has no such number.
      await assert.rejects(suspend(grantId, true, { connectedAccountId }, { by: 1n }));
      assert.deepEqual(await take(), []);
      await suspend(grantId, true, { connectedAccountId });
      const [taken] = await take();
      assert.equal(taken?.event.type, 'connection.suspended');
      assert.deepEqual(
        [taken?.event.connectedAccountId, taken?.event.clientId, taken?.event.tenantId, taken?.event.data],
        [connectedAccountId, 'platform', 'org_a', { grant_id: grantId }],
      );
    });

    it('reach the endpoints of their client and of the API owner, those that take the type', async () => {
      const mine = await add();
      const choosy = await add({ events: ['connection.revoked'] });
      const owners = await add({ clientId: null });
      const others = await add({ clientId: ClientId('other') });
      await approved(store());
      const told = (await take()).map(({ endpoint }) => endpoint.id).sort();
      assert.deepEqual(told, [mine.id, owners.id].sort());
      assert.ok(!told.includes(choosy.id) && !told.includes(others.id));
      const add11 = webhookEndpoint({ clientId: ClientId('nobody') });
      assert.equal(await store().addWebhookEndpoint(add11, 10, []), 'unknown_client');
      assert.equal(await store().addWebhookEndpoint(webhookEndpoint(), 2, []), 'too_many');
    });

    it('tell of a connection that ends because its people leave, by whichever way', async () => {
      await add();
      const tenantId = TenantId('org_b');
      const userId = UserId('usr_ben');
      const both = [UserId('usr_ann'), userId];
      for (const each of both) await grantAfter(store(), consent({ tenantId, userId: each }));
      await take();
      const leaving = { tenantId, now: NOW + SECOND };
      const left = async (who: UserId) =>
        store().removeMember({ ...leaving, userId: who, audit: [event('member.removed')] });
      assert.equal(await left(both[0] ?? userId), 'removed');
      assert.deepEqual(await types(), ['connection.changed'], 'the other part goes on');
      await store().deletePerson({ userId, audit: [event('user.deleted', { detail: {} })] });
      assert.deepEqual(await types(), ['connection.revoked']);
      await grantAfter(store(), consent({ tenantId: TenantId('org_a') }));
      await take();
      await store().deleteTenant({ tenantId: TenantId('org_a'), audit: [event('tenant.deleted')] });
      assert.deepEqual(await types(), [], 'its own client went with it, and so did the endpoint');
    });

    for (const way of ['by itself', 'with its tenant'] as const) {
      it(`tell the API owner of a client that is deleted ${way}, and of each connection that ends with it`, async () => {
        const mine = await add();
        const owners = await add({ clientId: null });
        const tenantId = TenantId('org_b');
        await grantAfter(store(), consent({ tenantId, userId: UserId('usr_ben') }));
        await take();
        if (way === 'by itself') {
          const row = event('client.deleted', { clientId: ClientId('platform'), detail: {} });
          assert.equal(await store().deleteClient('platform', [row]), 'deleted');
        } else await store().deleteTenant({ tenantId: TenantId('org_a'), audit: [event('tenant.deleted')] });
        const told = await take();
        assert.deepEqual(new Set(told.map(({ endpoint }) => endpoint.id)), new Set([owners.id]));
        assert.equal(await store().webhookEndpoint(mine.id), null, 'its own endpoints went with it');
        const about = ({ event }: (typeof told)[number]) => [event.type, event.clientId, event.tenantId];
        const ofPlatform = told.map(about).filter(([, clientId]) => clientId === 'platform');
        assert.deepEqual(ofPlatform.map(([type]) => type).sort(), ['client.deleted', 'connection.revoked']);
        assert.ok(ofPlatform.some(([type, , tenant]) => type === 'connection.revoked' && tenant === 'org_b'));
        // The customer finds it in the log.
        const [ended] = await store().auditTrail({ kind: 'authorization.revoked', limit: 9 });
        assert.deepEqual([ended?.tenantId, ended?.outcome], ['org_b', 'allowed']);
      });
    }

    it('keep the order of a connected account where that is asked for, and name what was skipped', async () => {
      await add({ ordered: true });
      const { grantId, connectedAccountId } = await approved(store());
      for (const suspended of [true, false, true]) {
        await suspend(grantId, suspended, { connectedAccountId });
      }
      const [first, ...none] = await take();
      assert.equal(first?.event.type, 'connection.authorized');
      assert.equal(none.length, 0);
      assert.ok(first);
      assert.equal(await finish(first, true), 'delivered');
      const [second] = await take();
      assert.ok(second);
      assert.equal(await finish(second, false, NOW + 4 * DAY), 'given_up');
      const [third] = await take(NOW + 4 * DAY);
      assert.ok(third);
      assert.equal(third.event.type, 'connection.resumed');
      assert.deepEqual(third.skipped, [second.event.id]);
      assert.equal(await finish(third, true, NOW + 4 * DAY), 'delivered');
      const [last] = await take(NOW + 4 * DAY);
      assert.deepEqual([last?.event.type, last?.skipped], ['connection.suspended', []], 'named once');
    });

    it('come again in the same order, one after the other, when they are replayed', async () => {
      const { id: endpointId } = await add({ ordered: true });
      const { grantId, connectedAccountId } = await approved(store());
      for (const suspended of [true, false]) await suspend(grantId, suspended, { connectedAccountId });
      const drained = async () => {
        const all: string[] = [];
        for (;;) {
          const [next, ...more] = await take();
          assert.equal(more.length, 0);
          if (!next) return all;
          all.push(next.event.id);
          await finish(next, true);
        }
      };
      const first = await drained();
      assert.equal(first.length, 3);
      const span = { endpointId, since: 0, until: NOW + DAY, limit: 2, now: NOW, audit: [] };
      const half = await store().replayWebhooks({ ...span, after: 0 });
      assert.ok(typeof half === 'object' && half.made === 2 && half.next !== null);
      assert.deepEqual(await store().replayWebhooks({ ...span, after: half.next }), { made: 1, next: null });
      assert.deepEqual(await drained(), first);
    });

    it('are given to one process at a time, and again when that one is gone', async () => {
      await add();
      await approved(store());
      const [taken] = await take();
      assert.ok(taken);
      assert.deepEqual(await take(NOW + 29 * SECOND), []);
      const [again] = await take(NOW + 30 * SECOND);
      assert.deepEqual([again?.event.id, again?.delivery.attempts], [taken.event.id, 2]);
      assert.equal(await finish(taken, true), 'stale', 'the later attempt counts');
    });

    it('take four places of an endpoint at most, and one while it fails', async () => {
      const { id } = await add();
      for (let index = 0; index < 6; index++) await approved(store());
      const first = await take();
      assert.equal(first.length, 4);
      assert.equal((await take(NOW, new Map([[id, 4]]))).length, 0);
      for (const each of first) await finish(each, false);
      assert.equal((await take(NOW, new Map())).length, 1);
    });

    it('stop for an endpoint after five failures, are given up after five days, and come again', async () => {
      const { id } = await add();
      await approved(store());
      for (let failures = 1; failures <= 5; failures++) {
        const [taken] = await take(NOW + failures * 4_000 * SECOND);
        assert.ok(taken, `attempt ${failures}`);
        assert.equal(await finish(taken, false, NOW + failures * 4_000 * SECOND), 'again');
      }
      const open = await store().webhookEndpoint(id);
      assert.equal(open?.failures, 5);
      assert.ok((open?.pausedUntil ?? 0) > NOW + 20_000 * SECOND);
      await approved(store(), { userId: UserId('usr_ben'), tenantId: TenantId('org_b') });
      assert.deepEqual(await take((open?.pausedUntil ?? 0) - 1), []);
      const [probe] = await take(NOW + 6 * DAY);
      assert.ok(probe);
      assert.equal(await finish(probe, false, NOW + 6 * DAY), 'disabled');
      assert.deepEqual(await take(NOW + 9 * DAY), []);
      assert.equal((await store().auditTrail({ kind: 'webhook.disabled', limit: 9 })).length, 1);
      const span = { endpointId: id, since: 0, until: NOW + DAY, after: 0, limit: 10, now: NOW + 7 * DAY };
      assert.equal(await store().replayWebhooks({ ...span, audit: [] }), 'disabled');
      assert.equal(await store().enableWebhookEndpoint(id, []), 'enabled');
      assert.deepEqual(await store().replayWebhooks({ ...span, audit: [] }), { made: 2, next: null });
      assert.deepEqual(await store().replayWebhooks({ ...span, audit: [] }), { made: 0, next: null });
      assert.equal(await store().webhooksWaiting(), 2);
      assert.equal((await take(NOW + 7 * DAY)).length, 2);
      const page = await store().webhookDeliveries({ endpointId: id, before: null, limit: 9 });
      assert.deepEqual(page.map(({ delivery }) => delivery.answer).sort(), ['500', '500']);
    });

    it('leave with their endpoint, or after thirty days', async () => {
      const { id } = await add();
      await approved(store());
      await expireAll(store(), NOW + 31 * DAY);
      assert.deepEqual(await take(), []);
      assert.equal(await store().removeWebhookEndpoint(id, [event('webhook.removed')]), 'removed');
      assert.equal(await store().removeWebhookEndpoint(id, []), 'unknown');
      assert.deepEqual(await store().webhookEndpoints({ after: '', limit: 9 }), []);
    });
  });
}
