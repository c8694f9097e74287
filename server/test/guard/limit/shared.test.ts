import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRedis } from '../../../../scripts/redis.ts';
import type { Call } from '../../../src/guard/call.ts';
import { createGuard } from '../../../src/guard/guard.ts';
import { Counters } from '../../../src/limits/counters.ts';
import { Redis } from '../../../src/redis/redis.ts';
import { newRuntime } from '../../../src/runtime.ts';
import { nodeOn } from '../../limits/node.ts';
import { addressOf, means, withoutRedis } from '../../redis/server.ts';
import { LIVE, openWorld } from '../world.ts';

test('nodes that share a Redis answer as one would, and refuse without it where the API says so', {
  skip: withoutRedis,
}, async (t) => {
  const world = await openWorld({ limits: { client: { calls: 4, per: 86_400 } } });
  t.after(() => world.close());
  const server = await startRedis();
  t.after(() => server.stop());
  const address = addressOf(server.url);
  const nodes = await Promise.all(
    [1, 2].map(async () => {
      const redis = await Redis.open(address, means());
      t.after(() => redis.close());
      const { windows, memory } = nodeOn(redis, { without: 'refuse' });
      const counters = new Counters(memory, windows);
      return createGuard({ ...world.api, runtime: newRuntime({ counters }) }, world.operations);
    }),
  );
  const token = await world.clientToken('service', { scopes: ['read:cases'] });
  const call: Call = {
    ...{ method: 'GET', host: LIVE, path: '/cases', query: '', authorization: `Bearer ${token}` },
    ...{ dpop: undefined, origin: null, account: undefined, ip: '192.0.2.7', requestId: 'req_limit' },
  };
  const answers: string[] = [];
  for (let turn = 0; turn < 3; turn++) {
    for (const decide of nodes) {
      const decision = await decide(call);
      const { headers } = decision.outcome === 'allow' ? decision : decision.refusal;
      const said = decision.outcome === 'allow' ? 'allowed' : decision.refusal.code;
      answers.push(`${said} ${headers.ratelimit?.replace(/t=\d+/, 't=…')}`);
    }
  }
  assert.deepEqual(answers, [
    ...[3, 2, 1, 0].map((left) => `allowed "client";r=${left};t=…`),
    ...[0, 0].map((left) => `rate_limited "client";r=${left};t=…`),
  ]);
  await server.stop();
  const [decide] = nodes;
  const refused = await decide?.(call);
  assert.ok(refused?.outcome === 'deny');
  assert.deepEqual([refused.refusal.status, refused.refusal.code], [503, 'unavailable']);
  assert.equal(refused.refusal.headers['retry-after'], '1');
});
