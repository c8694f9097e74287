import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type RedisServer, startRedis } from '../../../scripts/redis.ts';
import { openCounters } from '../../src/limits/open-counters.ts';
import { RedisGone } from '../../src/redis/gone.ts';
import { Redis } from '../../src/redis/redis.ts';
import { script } from '../../src/redis/script.ts';
import { localCa } from '../../src/tls/local-ca.ts';
import { freePort } from '../http/free-port.ts';
import {
  addressOf,
  clusterUrl,
  means,
  openRedis,
  redisUrl,
  SHOP,
  withoutRedis as skip,
  startRedisCluster,
  tell,
} from './server.ts';

const ADD = script("return redis.call('INCRBY', KEYS[1], ARGV[1])");
const PLAIN = { prefix: 'latchkey', shared: false };

async function serverFor(t: TestContext, ...settings: string[]): Promise<RedisServer> {
  const server = await startRedis(settings);
  t.after(() => server.stop());
  return server;
}

async function openFor(t: TestContext, ...args: Parameters<typeof openRedis>): Promise<Redis> {
  const redis = await openRedis(...args);
  t.after(() => redis.close());
  return redis;
}

/** Asks until an answer comes; how long that may take is up to the test's own limit. */
async function untilAnswered(redis: Redis): Promise<void> {
  while ((await redis.send('x', ['PING']).catch(() => null)) === null) {
    await new Promise((done) => setTimeout(done, 20));
  }
}

describe('a Redis at start', { skip }, () => {
  const unfit: [title: string, settings: string[], says: RegExp][] = [
    [
      'drops keys',
      ['--maxmemory', '8mb', '--maxmemory-policy', 'allkeys-lru'],
      /set maxmemory-policy to noeviction/,
    ],
    ['is a replica', ['--replicaof', '127.0.0.1 1'], /is a replica .*name the primary/],
    ['is part of a cluster', ['--cluster-enabled', 'yes'], /begin LATCHKEY_REDIS_URL with redis-cluster:/],
    ['wants a password', ['--requirepass', 'swordfish'], /wants a password/],
  ];
  for (const [title, settings, says] of unfit) {
    it(`is refused when it ${title}`, async (t) => {
      const { url, port } = await serverFor(t, ...settings);
      await assert.rejects(Redis.open(addressOf(url), means()), (error: Error) => {
        assert.match(error.message, says);
        assert.match(error.message, new RegExp(`^The Redis at 127.0.0.1:${port} `));
        return error.name === 'StartError';
      });
    });
  }

  it('is refused when the password is wrong, which nobody repeats', async (t) => {
    const { port } = await serverFor(t, '--requirepass', 'swordfish');
    const { said, ...others } = means();
    const wrong = addressOf(`redis://default:trout@127.0.0.1:${port}`);
    await assert.rejects(
      Redis.open(wrong, { said, ...others } as never),
      /does not know the user and password/,
    );
    const right = await Redis.open(addressOf(`redis://:swordfish@127.0.0.1:${port}`), others);
    assert.equal(right.isUp(), true);
    await right.close();
    assert.doesNotMatch(said.join(), /trout|swordfish/);
  });

  it('is refused when it holds the keys of another application, unless a prefix says that it is shared', async (t) => {
    const { url } = await serverFor(t);
    await tell(url, 'SET', 'session:4711', 'x');
    const { said, ...rest } = means();
    await assert.rejects(
      Redis.open(addressOf(url, PLAIN), rest),
      /holds keys of another application: .*LATCHKEY_REDIS_PREFIX/,
    );
    assert.deepEqual(said, [], 'the error says it');
    assert.equal(await tell(url, 'DBSIZE'), 1);
    (await openFor(t, url)).isUp();
  });

  it('belongs to an installation, by the issuers of its APIs', async (t) => {
    const { url } = await serverFor(t);
    const open = (...apis: (typeof SHOP)[]) => Redis.open(addressOf(url, PLAIN), means(apis));
    await (await open(SHOP)).close();
    await (await open(SHOP, { name: 'bank', issuer: 'https://bank.example' })).close();
    await assert.rejects(
      open({ ...SHOP, issuer: 'https://staging.example' }),
      /belongs to another installation: its key latchkey:\{shop\}:installation names the issuer https:\/\/accounts\.shop\.example/,
    );
  });

  it('lets a user work who may do only what docs/operate/redis.md says', async (t) => {
    const { url, port } = await serverFor(t);
    const page = await readFile(new URL('../../../docs/operate/redis.md', import.meta.url), 'utf8');
    const [line = ''] = /^ACL SETUSER .*$/m.exec(page) ?? [];
    await tell(url, ...line.split(' '));
    const address = addressOf(`redis://latchkey:password@127.0.0.1:${port}`, PLAIN);
    const redis = await Redis.open(address, means());
    t.after(() => redis.close());
    const key = redis.keyOf('shop', 'x');
    assert.equal(await redis.run(ADD, [key], ['1']), 1);
    const { counters, close } = await openCounters({
      ...{ api: 'shop', redis, nodes: 1, withoutRedis: 'refuse' },
      alone: () => assert.fail('Redis was not asked'),
    });
    const quotas = [{ name: 'client', key: 'client', calls: 5, per: 60 }];
    await counters.take(quotas);
    await counters.giveBack(quotas);
    assert.equal((await counters.look(quotas))[0]?.calls, 1);
    await close();
    const { heard, next } = queue();
    redis.subscribe(key, heard);
    assert.equal(await next(), 'back');
    await redis.publish(key, 'hello');
    assert.equal(await next(), 'hello');
    await tell(url, 'ACL', 'SETUSER', 'latchkey', '-info');
    await assert.rejects(Redis.open(address, means()), /lets its user do too little/);
  });

  it('may be away: that is said, and it is used once it is there', async (t) => {
    const port = await freePort();
    const { said, ...rest } = means();
    const redis = await Redis.open(addressOf(`redis://127.0.0.1:${port}`), rest);
    t.after(() => redis.close());
    assert.equal(redis.isUp(), false);
    await assert.rejects(redis.send('x', ['PING']), RedisGone);
    const server = await startRedis([], port);
    t.after(() => server.stop());
    await untilAnswered(redis);
    assert.equal(said.length, 2, said.join('\n'));
    assert.match(said.join('\n'), /cannot be used.*ECONNREFUSED[\s\S]*answers again/);
  });
});

describe('TLS to Redis', { skip }, () => {
  it('is verified by the named authority, and by no other', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-redis-tls-'));
    t.after(() => rm(folder, { recursive: true }));
    const [ours, others] = await Promise.all(['ca', 'other'].map((name) => localCa(join(folder, name))));
    assert.ok(ours && others);
    const { cert, key } = await ours.certificateFor(['localhost']);
    await writeFile(join(folder, 'cert.pem'), cert);
    await writeFile(join(folder, 'key.pem'), key);
    const port = await freePort();
    await serverFor(
      t,
      ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', join(folder, 'cert.pem'), '--tls-key-file', join(folder, 'key.pem')],
      ...['--tls-ca-cert-file', ours.caFile],
    );
    const url = `rediss://localhost:${port}`;
    assert.equal((await openFor(t, url, { caFile: ours.caFile })).isUp(), true);
    for (const caFile of [null, others.caFile]) {
      await assert.rejects(
        openRedis(url, { caFile }),
        /a certificate that is not trusted .*LATCHKEY_REDIS_CA_FILE/,
      );
    }
    await assert.rejects(
      openRedis(url, { caFile: join(folder, 'none') }),
      /no readable file of certificates/,
    );
  });
});

describe('a Redis in use', { skip }, () => {
  it('that stands still is given up in time, then not asked, and used again when it goes on', async (t) => {
    const server = await serverFor(t);
    const { said, ...rest } = means();
    const redis = await Redis.open(addressOf(server.url, { timeout: 100 }), rest);
    t.after(() => redis.close());
    server.pause();
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => redis.send('x', ['PING'])));
    assert.ok(outcomes.every(({ status }) => status === 'rejected'));
    assert.equal(redis.isUp(), false);
    // No timer is waited for any more: the answer comes within the turn.
    const order: string[] = [];
    const refused = redis.send('x', ['PING']).catch(() => void order.push('refused'));
    setImmediate(() => order.push('later'));
    await refused;
    assert.deepEqual(order, ['refused']);
    server.resume();
    await untilAnswered(redis);
    assert.equal(redis.isUp(), true);
    assert.match(said.join('\n'), /^Redis cannot be used.*\nRedis answers again.*$/);
  });

  it('that was restarted learns its scripts and its owner again', async (t) => {
    const server = await serverFor(t);
    const redis = await openFor(t, server.url);
    const key = redis.keyOf('shop', 'x');
    assert.equal(await redis.run(ADD, [key], ['2']), 2);
    assert.equal(await redis.run(ADD, [key], ['2']), 4);
    await server.stop();
    await assert.rejects(redis.send(key, ['GET', key]));
    await server.start();
    await untilAnswered(redis);
    assert.equal(await redis.run(ADD, [key], ['2']), 2);
    assert.equal(await tell(server.url, 'GET', redis.keyOf('shop', 'installation')), SHOP.issuer);
  });

  it('tells subscribers what is published, and when something may be missing', async (t) => {
    const server = await serverFor(t);
    const redis = await openFor(t, server.url);
    const events = queue();
    const { heard, next } = events;
    t.after(() => redis.close());
    redis.subscribe(redis.keyOf('shop', 'changes'), heard);
    assert.equal(await next(), 'back');
    await redis.publish(redis.keyOf('shop', 'changes'), 'one');
    assert.equal(await next(), 'one');
    server.pause();
    assert.equal(await next(), 'lost');
    server.resume();
    assert.equal(await next(), 'back');
    await server.stop();
    assert.equal(await next(), 'lost');
    await server.start();
    assert.equal(await next(), 'back');
    await untilAnswered(redis);
    await redis.publish(redis.keyOf('shop', 'changes'), 'two');
    assert.equal(await next(), 'two');
  });
});

describe('a Redis cluster', { skip }, () => {
  it('is found from any of its nodes, and each holds the keys of some APIs', async (t) => {
    const nodes = await startRedisCluster();
    t.after(() => Promise.all(nodes.map((each) => each.stop())));
    const apis = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ ...SHOP, name }));
    const redis = await Redis.open(addressOf(clusterUrl(nodes)), means(apis));
    t.after(() => redis.close());
    for (const { name } of apis) {
      const keys = [redis.keyOf(name, 'x'), redis.keyOf(name, 'y')];
      assert.equal(await redis.run(ADD, keys, ['1']), 1);
    }
    const held = await Promise.all(nodes.map(({ url }) => tell(url, 'DBSIZE')));
    assert.equal(
      held.map(Number).reduce((sum, each) => sum + each),
      2 * apis.length,
    );
    assert.ok(
      held.every((each) => Number(each) > 0),
      `all nodes hold some: ${held}`,
    );

    const { heard, next } = queue();
    redis.subscribe('said', heard);
    assert.equal(await next(), 'back');
    await redis.publish('said', 'hello');
    assert.equal(await next(), 'hello');

    await assert.rejects(
      openRedis((await redisUrl()).replace('redis:', 'redis-cluster:')),
      /is no cluster: begin LATCHKEY_REDIS_URL with redis:/,
    );
  });
});

/** Keeps in order all that a subscriber is told. */
function queue() {
  const told: string[] = [];
  let wake = () => {};
  const say = (text: string) => {
    told.push(text);
    wake();
  };
  const next = async (): Promise<string> => {
    for (;;) {
      const first = told.shift();
      if (first !== undefined) return first;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { heard: { message: say, lost: () => say('lost'), back: () => say('back') }, next };
}
