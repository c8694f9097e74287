import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { MemoryWindows } from '../../src/limits/memory-windows.ts';
import type { Count, Windows } from '../../src/limits/windows.ts';
import type { Redis } from '../../src/redis/redis.ts';
import { clusterUrl, openRedis, redisUrl, startRedisCluster, withoutRedis } from '../redis/server.ts';
import { nodeOn } from './node.ts';

/** The same cases hold wherever is counted. */
function cases(fresh: () => Promise<Windows>): void {
  const day = (calls: number, key = 'a'): Count => ({ key, calls, per: 86_400 });
  const seen = (uses: { calls: number; left: number }[]) => uses.map(({ calls }) => calls);

  it('counts against all or none, and says the use with the call in both cases', async () => {
    const windows = await fresh();
    const [wide, narrow] = [day(10, 'wide'), day(2, 'narrow')];
    assert.deepEqual(seen(await windows.take([wide, narrow])), [1, 1]);
    assert.deepEqual(seen(await windows.take([wide, narrow])), [2, 2]);
    assert.deepEqual(seen(await windows.take([wide, narrow])), [3, 3]);
    assert.deepEqual(seen(await windows.take([narrow, wide])), [3, 3]);
    assert.deepEqual(seen(await windows.look([wide, narrow], 0)), [2, 2]);
    assert.deepEqual(seen(await windows.take([wide])), [3]);
    assert.deepEqual(await windows.take([]), []);
    assert.deepEqual(await windows.look([]), []);
  });

  it('takes several calls at once, or none of them', async () => {
    const windows = await fresh();
    assert.deepEqual(seen(await windows.take([day(10)], 7)), [7]);
    assert.deepEqual(seen(await windows.take([day(10)], 4)), [11]);
    assert.deepEqual(seen(await windows.take([day(10)], 3)), [10]);
  });

  it('begins a window with the first call that it allows', async () => {
    const windows = await fresh();
    const [closed] = await windows.look([day(1)]);
    assert.deepEqual([closed?.calls, closed?.left], [1, 0]);
    const [refused] = await windows.take([day(1)], 2);
    assert.equal(refused?.left, 86_400_000);
    assert.equal((await windows.look([day(1)], 0))[0]?.left, 0);
    assert.equal((await windows.take([day(1)]))[0]?.left, 86_400_000);
    const [open] = await windows.look([day(1)], 0);
    assert.ok(open && open.left > 86_000_000 && open.left <= 86_400_000);
  });

  it('gives back in open windows alone, and never below nothing', async () => {
    const windows = await fresh();
    await windows.giveBack([day(5)], 3);
    assert.deepEqual(seen(await windows.look([day(5)], 0)), [0]);
    await windows.take([day(5)], 5);
    await windows.giveBack([day(5)], 2);
    assert.deepEqual(seen(await windows.look([day(5)], 0)), [3]);
    await windows.giveBack([day(5)], 9);
    assert.deepEqual(seen(await windows.look([day(5)], 0)), [0]);
    await windows.giveBack([]);
  });

  it('ends a window when it is told to, and when its time is over', async () => {
    const windows = await fresh();
    await windows.take([day(1)]);
    await windows.clear(day(1));
    assert.deepEqual(seen(await windows.take([day(1)])), [1]);
    const second = { key: 'second', calls: 1, per: 1 };
    assert.deepEqual(seen(await windows.take([second])), [1]);
    let use = { calls: 2, left: 0 };
    while (use.calls > 1) [use = use] = await windows.take([second]);
    assert.equal(use.left, 1_000);
  });

  it('keeps the count when the limit changes while the window is open', async () => {
    const windows = await fresh();
    await windows.take([day(100)], 50);
    assert.deepEqual(seen(await windows.take([day(20)])), [51]);
    assert.deepEqual(seen(await windows.take([day(51)])), [51]);
  });

  it('allows as many as may be of calls at once', async () => {
    const windows = await fresh();
    const uses = await Promise.all(Array.from({ length: 40 }, () => windows.take([day(7), day(9, 'b')])));
    assert.equal(uses.filter(([use]) => use && use.calls <= 7).length, 7);
    assert.deepEqual(seen(await windows.look([day(7), day(9, 'b')], 0)), [7, 7]);
  });
}

describe('windows in memory', () => cases(async () => new MemoryWindows()));

describe('windows in Redis', { skip: withoutRedis }, () => {
  let redis: Redis | undefined;
  let turn = 0;
  after(() => redis?.close());
  cases(async () => {
    redis ??= await openRedis(await redisUrl());
    turn += 1;
    return nodeOn(redis, { api: `api-${turn}` }).windows;
  });
});

describe('windows in a Redis cluster', { skip: withoutRedis }, () => {
  let redis: Redis | undefined;
  let turn = 0;
  after(() => redis?.close());
  cases(async () => {
    redis ??= await openRedis(clusterUrl(await startRedisCluster()));
    turn += 1;
    return nodeOn(redis, { api: `api-${turn}` }).windows;
  });
});
