import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Current, DAY, event, expireAll, NOW } from '../fixtures.ts';

export function limitCases(store: Current): void {
  const counter = (key: string, calls: number, expiresAt = NOW + DAY) => ({
    key,
    per: 86_400,
    calls,
    expiresAt,
  });

  describe('limits', () => {
    it('keeps counters, replaces them by key, and leaves out those whose window is over', async () => {
      await store().saveLimitCounters([counter('a', 1), counter('b', 2, NOW + 1)]);
      await store().saveLimitCounters([counter('a', 5)]);
      const kept = await store().limitCounters(NOW);
      assert.deepEqual(
        kept.toSorted((one, other) => (one.key < other.key ? -1 : 1)),
        [counter('a', 5), counter('b', 2, NOW + 1)],
      );
      assert.deepEqual(await store().limitCounters(NOW + 1), [counter('a', 5)]);
    });

    it('counters leave when they are long over', async () => {
      await store().saveLimitCounters([counter('a', 1, NOW - 2), counter('b', 1)]);
      assert.equal(await expireAll(store(), NOW - 1), 1);
      assert.deepEqual(await store().limitCounters(0), [counter('b', 1)]);
    });

    it('tells a notice once until its time, with the rows that it came with', async () => {
      const record = async (at: number, until: number, key = 'near a') => {
        const row = event('limit.near', { at });
        await store().record([event('api.called', { at })], [{ key, until, row }]);
        return (await store().auditTrail({ kind: 'limit.near', limit: 100 })).length;
      };
      assert.equal(await record(NOW, NOW + DAY), 1);
      assert.equal(await record(NOW + 1, NOW + DAY + 2), 1, 'another process, by its own count');
      assert.equal(await record(NOW + 1, NOW + DAY, 'near b'), 2);
      assert.equal(await record(NOW + DAY, NOW + 2 * DAY), 3, 'the next window');
      assert.equal(await record(NOW - DAY, NOW), 4, 'the clock was set back by days');
      assert.equal((await store().auditTrail({ kind: 'api.called', limit: 100 })).length, 5);
    });

    it('forgets notices when they are long over', async () => {
      const notice = { key: 'near a', until: NOW - 2, row: event('limit.near') };
      await store().record([], [notice]);
      assert.equal(await expireAll(store(), NOW - 1), 1);
    });

    it('takes a client’s addresses and plan with its settings', async () => {
      const found = await store().client('platform', NOW);
      assert.ok(found);
      const settings = { ...found.client.settings, plan: 'gold', ipAllowlist: ['192.0.2.0/24'] };
      await store().updateClient({ ...found.client, settings }, [event('client.changed')]);
      assert.deepEqual((await store().client('platform', NOW))?.client.settings, settings);
    });
  });
}
