import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type RedisServer, startRedis } from '../../../scripts/redis.ts';
import { newId } from '../../src/lib/ids.ts';
import { Nodes } from '../../src/limits/nodes.ts';
import { NotCounted } from '../../src/limits/shared-windows.ts';
import { Redis } from '../../src/redis/redis.ts';
import { addressOf, means, redisUrl, withoutRedis as skip, tell } from '../redis/server.ts';
import { nodeOn } from './node.ts';

const DAY = 86_400;
const day = (calls: number, key = 'day') => ({ key, calls, per: DAY });
const minute = (calls: number, key = 'minute') => ({ key, calls, per: 60 });

/** Two nodes, each with a connection of its own, in a Redis of this test alone. */
async function twoNodes(t: TestContext, how: Parameters<typeof nodeOn>[1] = {}) {
  const server = await startRedis();
  t.after(() => server.stop());
  const address = addressOf(server.url, { timeout: 1_000 });
  const open = async () => {
    const redis = await Redis.open(address, means());
    t.after(() => redis.close());
    return { redis, ...nodeOn(redis, { nodes: 2, ...how }) };
  };
  return { server, one: await open(), two: await open() };
}

const sum = (all: number[]) => all.reduce((one, other) => one + other, 0);

async function untilUp(...nodes: { redis: Redis }[]): Promise<void> {
  for (const { redis } of nodes) {
    while ((await redis.send('x', ['PING']).catch(() => null)) === null) {
      await new Promise((done) => setTimeout(done, 20));
    }
  }
}

describe('limits that nodes share', { skip }, () => {
  it('allow no more than one limit in all, in processes that race for it, and no fewer', async () => {
    const [url, prefix, limit] = [await redisUrl(), `test:${newId('test')}`, '1000'];
    const racer = fileURLToPath(new URL('racer.ts', import.meta.url));
    const race = () => promisify(execFile)(process.execPath, [racer, url, prefix, limit]);
    const sums = (await Promise.all([race(), race()])).map(({ stdout }) => Number(stdout));
    assert.equal(
      sums.reduce((sum, each) => sum + each),
      1_000,
      sums.join(' + '),
    );
    assert.ok(
      sums.every((each) => each > 0),
      sums.join(' + '),
    );
  });

  const gone: [
    how: string,
    begin: (server: RedisServer) => unknown,
    end: (server: RedisServer) => unknown,
  ][] = [
    ['stands still', (server) => server.pause(), (server) => server.resume()],
    [
      'pauses writes',
      ({ url }) => tell(url, 'CLIENT', 'PAUSE', '60000', 'WRITE'),
      ({ url }) => tell(url, 'CLIENT', 'UNPAUSE'),
    ],
    ['is restarted empty', (server) => server.stop(), (server) => server.start()],
  ];
  for (const [how, begin, end] of gone) {
    it(`are kept by each node’s share while Redis ${how}, and in all when it is back`, async (t) => {
      const { server, one, two } = await twoNodes(t);
      const [open, fresh] = [day(20, 'open'), day(9, 'fresh')];
      const each = async (calls: number, limit: ReturnType<typeof day>) => [
        await one.allowed(calls, limit),
        await two.allowed(calls, limit),
      ];
      assert.equal(sum([...(await each(2, open)), ...(await each(1, open))]), 6);
      await begin(server);
      // They know of five and of six calls, and share the others; of nine, each may allow four.
      assert.deepEqual(await each(20, open), [7, 7]);
      assert.deepEqual(await each(1, open), [0, 0]);
      assert.deepEqual(await each(9, fresh), [4, 4]);
      assert.ok(one.alone() > 0 && two.alone() > 0);
      await end(server);
      await untilUp(one, two);
      // Both have to be heard before all is known.
      const after = [await one.allowed(1, open), await two.allowed(1, open), ...(await each(20, open))];
      assert.ok(sum(after) <= 2, after.join(' + '));
      const [[first] = [], [second] = []] = await Promise.all(
        [one, two].map(({ windows }) => windows.look([open], 0)),
      );
      assert.equal(first?.calls, second?.calls);
    });
  }

  it('of a day are not given twice when Redis was emptied, and those of a minute are begun anew', async (t) => {
    const { server, one, two } = await twoNodes(t);
    assert.equal(await one.allowed(8, day(10), minute(10)), 8);
    await tell(server.url, 'FLUSHALL');
    assert.equal(await one.allowed(3, day(10)), 2);
    assert.equal(await one.allowed(3, minute(10)), 3);
    // The node that knew told the other by Redis.
    assert.equal(await two.allowed(3, day(10)), 0);
  });

  it('decide nothing without Redis where that is refused', async (t) => {
    const { server, one } = await twoNodes(t, { without: 'refuse' });
    assert.equal(await one.allowed(1, minute(5)), 1);
    await server.stop();
    await assert.rejects(one.windows.take([minute(5)]), NotCounted);
    assert.equal(one.alone(), 0);
    await server.start();
    await untilUp(one);
    assert.equal(await one.allowed(1, minute(5)), 1);
  });

  it('take back what a node gave back while Redis was away, and nothing twice', async (t) => {
    const { server, one, two } = await twoNodes(t);
    const limit = day(20);
    assert.equal((await one.windows.take([limit], 16))[0]?.calls, 16);
    // Now it knows the script.
    await one.windows.giveBack([limit], 1);
    server.pause();
    // It is asked, and does so when it goes on.
    await one.windows.giveBack([limit], 2);
    while (one.redis.isUp()) await one.redis.send('x', ['PING']).catch(() => {});
    // It is not asked any more.
    await one.windows.giveBack([limit], 4);
    server.resume();
    await untilUp(one, two);
    await one.windows.take([limit]);
    assert.equal((await two.windows.look([limit], 0))[0]?.calls, 10);
  });

  it('heal a window that somebody made endless', async (t) => {
    const { server, one } = await twoNodes(t);
    await one.allowed(1, minute(5));
    const key = one.redis.keyOf('shop', 'limit:minute');
    await tell(server.url, 'PERSIST', key);
    assert.equal(await one.allowed(1, minute(5)), 1);
    assert.ok(Number(await tell(server.url, 'PTTL', key)) > 0);
  });

  it('know how many nodes there are, and keep the last number while Redis is away', async (t) => {
    const { server, one, two } = await twoNodes(t);
    const [first, second] = [new Nodes(1), new Nodes(1)];
    const leave = await first.beat(one.redis, 'shop');
    assert.equal(first.count(), 1);
    t.after(await second.beat(two.redis, 'shop'));
    assert.equal(second.count(), 2);
    await leave();
    assert.equal(await tell(server.url, 'ZCARD', two.redis.keyOf('shop', 'nodes')), 1);
    assert.equal(new Nodes(5).count(), 5);
  });
});
