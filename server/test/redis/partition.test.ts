import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { it, type TestContext } from 'node:test';
import { startRedis } from '../../../scripts/redis.ts';
import { Redis } from '../../src/redis/redis.ts';
import {
  addressOf,
  CLUSTERED,
  clusterUrl,
  means,
  SHOP,
  withoutRedis as skip,
  startRedisCluster,
  tell,
} from './server.ts';

/** A way to a server that loses everything on its open connections from some moment on, and ends none of them. */
async function wayTo(t: TestContext, port: number) {
  const sockets = new Set<Socket>();
  let made = 0;
  let lost = 0;
  const server = createServer((client) => {
    made += 1;
    const own = made;
    const behind = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, behind],
      [behind, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => own > lost && to.write(bytes)).on('error', () => {});
    }
    client.on('close', () => behind.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const each of sockets) each.destroy();
    server.close();
  });
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** @param more connections that will be made */
    lose: (more = 0) => {
      lost = made + more;
    },
    made: () => made,
  };
}

it('a connection that is dead without an end is made again', { skip }, async (t) => {
  const server = await startRedis();
  t.after(() => server.stop());
  const way = await wayTo(t, server.port);
  const redis = await Redis.open(addressOf(way.url, { timeout: 20 }), means([SHOP]));
  t.after(() => redis.close());
  way.lose();
  for (let command = 0; command < 3; command++) await assert.rejects(redis.send('x', ['PING']));
  assert.equal(redis.isUp(), false);
  while (!redis.isUp()) await new Promise((done) => setTimeout(done, 20));
  assert.equal(way.made(), 2);
  await until(() => redis.send('x', ['PING']).catch(() => null));
});

it('a subscription whose connection is dead from its beginning is tried again', { skip }, async (t) => {
  const server = await startRedis();
  t.after(() => server.stop());
  const way = await wayTo(t, server.port);
  const redis = await Redis.open(addressOf(way.url), means());
  t.after(() => redis.close());
  way.lose(1);
  await new Promise<void>((back) => {
    redis.subscribe('said', { message: () => {}, lost: () => {}, back });
  });
  assert.equal(way.made(), 3);
});

it('a node of a cluster that stands still holds up only the APIs whose keys it has', { skip }, async (t) => {
  const nodes = await startRedisCluster();
  t.after(() => Promise.all(nodes.map((each) => each.stop())));
  const apis = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ ...SHOP, name }));
  const redis = await Redis.open(addressOf(clusterUrl(nodes), { timeout: 200 }), means(apis));
  t.after(() => redis.close());
  const answered = async () => {
    const asked = apis.map(({ name }) => redis.send(redis.keyOf(name, 'x'), ['GET', redis.keyOf(name, 'x')]));
    return (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled').length;
  };
  assert.equal(await answered(), apis.length);
  nodes[0]?.pause();
  const left = await answered();
  assert.ok(left > 0 && left < apis.length, `${left} of ${apis.length}`);
  for (let round = 0; round < 4; round++) assert.equal(await answered(), left);
  assert.equal(redis.isUp(), false);
  nodes[0]?.resume();
  while ((await answered()) < apis.length) await new Promise((done) => setTimeout(done, 20));
  assert.equal(redis.isUp(), true);
});

it('the keys of a node that stands still are asked for at the replica that takes its place', {
  skip,
}, async (t) => {
  const nodes = await startRedisCluster();
  const replica = await startRedis(CLUSTERED);
  t.after(() => Promise.all([...nodes, replica].map((each) => each.stop())));
  const [first] = nodes;
  assert.ok(first);
  await tell(replica.url, 'CLUSTER', 'MEET', '127.0.0.1', String(first.port));
  const id = String(await tell(first.url, 'CLUSTER', 'MYID'));
  // It has to hear of the node first.
  await until(() => tell(replica.url, 'CLUSTER', 'REPLICATE', id).catch(() => null));
  await until(async () =>
    /master_link_status:up/.test(String(await tell(replica.url, 'INFO', 'replication'))),
  );
  const apis = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ ...SHOP, name }));
  const redis = await Redis.open(addressOf(clusterUrl(nodes), { timeout: 25 }), means(apis));
  t.after(() => redis.close());
  const answered = async () => {
    const asked = apis.map(({ name }) =>
      redis.send(redis.keyOf(name, 'x'), ['INCR', redis.keyOf(name, 'x')]),
    );
    return (await Promise.allSettled(asked)).every(({ status }) => status === 'fulfilled');
  };
  await until(answered);
  first.pause();
  await until(async () => !(await answered()));
  await until(answered);
  assert.equal(redis.isUp(), true);
});

async function until(holds: () => Promise<unknown>): Promise<void> {
  while (!(await holds())) await new Promise((done) => setTimeout(done, 20));
}
