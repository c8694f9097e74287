import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserId } from '../../../src/model/index.ts';
import type { Change } from '../../../src/store/changes/verbs.ts';
import { type Current, DAY, event, expireAll, logged, NOW, tally } from '../fixtures.ts';

export function changeCases(store: Current): void {
  describe('changes', () => {
    it('tells what changed after an id, without calls to the API', async () => {
      await store().record([event('api.called'), event('role.changed'), event('api.called')]);
      assert.equal(await store().newestChange(), 3);
      const { rows, through } = await store().changesAfter(0, 10);
      assert.deepEqual([rows.map(({ id, kind }) => [id, kind]), through], [[[2, 'role.changed']], 3]);
      assert.deepEqual(await store().changesAfter(3, 10), { rows: [], through: 3 });
      await store().record([event('role.changed'), event('role.removed')]);
      assert.equal((await store().changesAfter(0, 2)).rows.length, 2);
    });

    it('passes over any number of calls, with a turn for others between', async () => {
      const calls = () => store().record(Array.from({ length: 6_000 }, () => event('api.called')));
      await store().record([event('role.changed')]);
      await calls();
      await store().record([event('role.removed')]);
      await calls();
      let turns = 0;
      const count = () => setImmediate(() => turns++ < 9 && count());
      count();
      const { rows, through } = await store().changesAfter(0, 10);
      assert.deepEqual([rows.map(({ id }) => id), through], [[1, 6_002], 12_002]);
      assert.ok(turns >= 2, `${turns} turns`);
      assert.deepEqual(
        (await store().changesAfter(1, 1)).rows.map(({ id }) => id),
        [6_002],
      );
    });

    it('says after each commit that something changed, until nobody listens', async () => {
      let heard = 0;
      const end = store().onChange(() => heard++);
      await store().record([event('api.called')]);
      assert.equal(heard, 0);
      await store().record([event('role.changed')]);
      assert.equal(heard, 1);
      await Promise.all([store().record([event('role.changed')]), store().record([event('role.changed')])]);
      assert.equal(heard, 2);
      end();
      await store().record([event('role.changed')]);
      assert.equal(heard, 2);
    });

    it('says what a verb without a row makes outdated', async () => {
      const heard: Change[] = [];
      const end = store().onChange((change) => heard.push(change));
      await store().touchClient('platform', NOW);
      await store().forgetPassword(UserId('usr_ann'));
      end();
      assert.deepEqual(heard, [
        { rows: [], outdated: ['used:client:platform'] },
        { rows: [], outdated: ['user:usr_ann'] },
      ]);
    });

    it('records a batch once, of any number of tries at once', async () => {
      const batch = {
        key: 'batch_1',
        expiresAt: NOW + DAY,
        events: [event('api.called'), event('api.called')],
      };
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => store().recordOnce(batch)));
      assert.deepEqual(tally(outcomes), { first: 1, seen: 49 });
      assert.equal((await logged(store()))['api.called'], 2);
      // The number leaves when it has expired; until then it counts.
      assert.equal(await expireAll(store(), NOW + DAY - 1), 0);
      assert.equal(await store().recordOnce(batch), 'seen');
      assert.equal(await store().recordOnce({ ...batch, key: 'batch_2' }), 'first');
    });
  });
}
