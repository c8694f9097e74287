import { createClient } from '@redis/client';
import { findRedis, type RedisServer, startRedis, TEST_REDIS_URL } from '../../../scripts/redis.ts';
import type { RedisAddress } from '../../src/config/environment/redis.ts';
import { readRedis } from '../../src/config/environment/redis.ts';
import { newId } from '../../src/lib/ids.ts';
import { Redis } from '../../src/redis/redis.ts';

/** For `skip` of a test: `false`, or why it cannot run. */
export const withoutRedis = findRedis() === null && 'Redis or Valkey 7 or newer is not there';

let shared: Promise<string> | undefined;

/** The address of a server for tests that neither stop nor change it: the one that was given, or one of this process. */
export function redisUrl(): Promise<string> {
  const given = process.env[TEST_REDIS_URL];
  shared ??= given ? Promise.resolve(given) : startRedis().then(({ url }) => url);
  return shared;
}

/** An address with a prefix that no other test has. */
export function addressOf(url: string, more: Partial<RedisAddress> = {}): RedisAddress {
  const prefix = `test:${newId('test')}`;
  const read = readRedis({ LATCHKEY_REDIS_URL: url, LATCHKEY_REDIS_PREFIX: prefix });
  if (read === null) throw new Error('No address.');
  // Long, because a busy machine is no fault; tests of faults say how long they wait.
  return { ...read, timeout: 4_000, ...more };
}

export const SHOP = { name: 'shop', issuer: 'https://accounts.shop.example' };

/** All that `Redis.open` takes beside an address, and what it wrote to the log. */
export function means(apis = [SHOP]) {
  const said: string[] = [];
  const line = (about: unknown, text?: string) => void said.push(`${text} ${JSON.stringify(about)}`);
  return { said, apis, log: { warn: line, info: line } };
}

/** Connects as a node would. */
export function openRedis(url: string, more: Partial<RedisAddress> = {}): Promise<Redis> {
  return Redis.open(addressOf(url, more), means());
}

/** Sends a command past everything that is tested. */
export async function tell(url: string, ...args: string[]): Promise<unknown> {
  const client = createClient({ url });
  client.on('error', () => {});
  await client.connect();
  try {
    return await client.sendCommand(args);
  } finally {
    client.destroy();
  }
}

/** Settings of a node of a cluster. */
export const CLUSTERED = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'];

const NODES = 3;
const SLOTS = 16_384;

/** Starts a cluster of three, each with a third of the slots. Returns its nodes once they agree. */
export async function startRedisCluster(): Promise<RedisServer[]> {
  const nodes = await Promise.all(Array.from({ length: NODES }, () => startRedis(CLUSTERED)));
  const [first] = nodes;
  for (const [index, { url }] of nodes.entries()) {
    const from = Math.ceil((index * SLOTS) / NODES);
    const to = Math.ceil(((index + 1) * SLOTS) / NODES) - 1;
    await tell(url, 'CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
    if (index > 0) await tell(url, 'CLUSTER', 'MEET', '127.0.0.1', String(first?.port));
  }
  const agreed = async ({ url }: RedisServer) => {
    const info = String(await tell(url, 'CLUSTER', 'INFO'));
    return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${NODES}`);
  };
  while (!(await Promise.all(nodes.map(agreed))).every(Boolean)) {
    await new Promise((done) => setTimeout(done, 50));
  }
  return nodes;
}

export function clusterUrl(nodes: readonly RedisServer[]): string {
  return `redis-cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
}
