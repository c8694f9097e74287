import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startRedis } from '../../../scripts/redis.ts';
import { RedisPush } from '../../src/redis/push.ts';
import type { Redis } from '../../src/redis/redis.ts';
import { clusterUrl, openRedis, redisUrl, withoutRedis as skip, startRedisCluster, tell } from './server.ts';

const CHANNEL = 'latchkey_shop';
const change = (...tags: string[]) => ({ by: 'one', at: 1, tags });

/** A process that follows the channel. It hears everything when this returns. */
async function follower(t: TestContext, redis: ConstructorParameters<typeof RedisPush>[0]) {
  const push = new RedisPush(redis);
  const said: unknown[] = [];
  const waiting = new Set<() => void>();
  const note = (what: unknown) => {
    said.push(what);
    for (const look of waiting) look();
  };
  /** Resolves when this is said, from now on or since the last call. */
  const says = (what: unknown) =>
    new Promise<void>((resolve) => {
      const look = () => {
        const at = said.indexOf(what);
        if (at < 0) return;
        said.splice(0, at + 1);
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  push.follow(CHANNEL, { heard: ({ tags }) => note(tags.join()), missed: note });
  t.after(() => push.close());
  await says(null);
  assert.equal(push.up, true);
  return { push, said, says };
}

async function opened(t: TestContext, url: string): Promise<Redis> {
  const redis = await openRedis(url);
  t.after(() => redis.close());
  return redis;
}

describe('push by Redis', { skip }, () => {
  it('tells others, and notices by the numbers that a message did not arrive', async (t) => {
    const redis = await opened(t, await redisUrl());
    let drops = false;
    const lossy = {
      keyOf: redis.keyOf.bind(redis),
      subscribe: redis.subscribe.bind(redis),
      publish: async (...args: Parameters<Redis['publish']>) => {
        if (!drops) await redis.publish(...args);
      },
    };
    const [one, other] = [await follower(t, lossy), await follower(t, redis)];
    await one.push.tell(CHANNEL, change('client:a', 'client:b'));
    await other.says('client:a,client:b');
    await one.push.tell(CHANNEL, change('client:c'));
    await other.says('client:c');
    drops = true;
    await one.push.tell(CHANNEL, change('client:lost'));
    drops = false;
    await one.push.tell(CHANNEL, change('client:d'));
    await other.says('a message did not arrive');
    await other.says('client:d');
    // Nothing follows it but the next beat.
    drops = true;
    await one.push.tell(CHANNEL, change('client:lost'));
    drops = false;
    await other.says('a message did not arrive');
    await other.says(null);
    assert.equal(other.push.up, true);
  });

  it('notices that its messages do not arrive, although it hears those of others', async (t) => {
    const redis = await opened(t, await redisUrl());
    let mute = false;
    const one = await follower(t, {
      keyOf: redis.keyOf.bind(redis),
      subscribe: redis.subscribe.bind(redis),
      publish: async (...args) => {
        if (mute) throw new Error('Not sent.');
        await redis.publish(...args);
      },
    });
    mute = true;
    await one.says('what is published does not arrive');
    assert.equal(one.push.up, false);
    mute = false;
    await one.says(null);
    assert.equal(one.push.up, true);
  });

  it('says that changes may be missing when its client is killed or the server restarts', async (t) => {
    const server = await startRedis();
    t.after(() => server.stop());
    const redis = await opened(t, server.url);
    const { push, says } = await follower(t, redis);
    await tell(server.url, 'CLIENT', 'KILL', 'TYPE', 'pubsub');
    await says('the connection to Redis ended');
    await says(null);
    await server.stop();
    await says('the connection to Redis ended');
    assert.equal(push.up, false);
    await server.start();
    await says(null);
    assert.equal(push.up, true);
  });

  it('reaches every node of a cluster', async (t) => {
    const servers = await startRedisCluster();
    t.after(() => Promise.all(servers.map((each) => each.stop())));
    // Each connects to another node first.
    const redis = await opened(t, clusterUrl(servers));
    const elsewhere = { ...redisPlace(redis), subscribe: (await second(t, servers, redis)).subscribe };
    const [one, other] = [await follower(t, redisPlace(redis)), await follower(t, elsewhere)];
    await one.push.tell(CHANNEL, change('client:a'));
    await other.says('client:a');
  });
});

function redisPlace(redis: Redis) {
  return {
    keyOf: redis.keyOf.bind(redis),
    subscribe: redis.subscribe.bind(redis),
    publish: redis.publish.bind(redis),
  };
}

/** The same cluster, entered by its last node. */
async function second(t: TestContext, servers: Awaited<ReturnType<typeof startRedisCluster>>, like: Redis) {
  const redis = await openRedis(clusterUrl(servers.toReversed()), { prefix: like.prefix });
  t.after(() => redis.close());
  return redisPlace(redis);
}
