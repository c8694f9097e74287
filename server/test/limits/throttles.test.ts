import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Inbound } from '../../src/http/inbound.ts';
import { WEBHOOK_TRIES } from '../../src/manage/webhooks/own.ts';
import { UserId } from '../../src/model/index.ts';
import { countGuess, forgiveGuess, guessOf } from '../../src/oauth/client-auth/guessing.ts';
import { admitUserCode, USER_CODE_LIMITS } from '../../src/oauth/device/guessing.ts';
import { registrationLimit } from '../../src/oauth/registration/limit.ts';
import { Redis } from '../../src/redis/redis.ts';
import { newRuntime } from '../../src/runtime.ts';
import { SIGN_IN_LIMITS, SignInThrottle } from '../../src/signin/throttle.ts';
import { addressOf, means, redisUrl, withoutRedis as skip } from '../redis/server.ts';
import { nodeOn } from './node.ts';

const IP = '192.0.2.1';

describe('a throttle over several nodes', { skip }, () => {
  const nodes: Redis[] = [];
  before(async () => {
    const address = addressOf(await redisUrl());
    for (let node = 0; node < 3; node++) nodes.push(await Redis.open(address, means()));
  });
  after(() => Promise.all(nodes.map((each) => each.close())));

  /** The counts of each node, for a test of its own. */
  const runtimes = (api: string) =>
    nodes.map((redis) => ({ runtime: newRuntime({ throttles: nodeOn(redis, { api }).windows }) }));
  type Node = ReturnType<typeof runtimes>[number];

  const cases: [what: string, limit: number, admits: (node: Node) => Promise<boolean>][] = [
    [
      'wrong passwords',
      SIGN_IN_LIMITS.accountAndAddress.attempts,
      async ({ runtime }) => {
        return (await new SignInThrottle(runtime.throttles).admit('ada@x.example', IP)).admitted;
      },
    ],
    [
      'wrong user codes',
      USER_CODE_LIMITS.person.attempts,
      async ({ runtime }) => {
        return (await admitUserCode(runtime.throttles, UserId('ada'), IP)).admitted;
      },
    ],
    ['wrong secrets of clients', 10, async (node) => (await countGuess(node, guessOf('web', IP))) === null],
    ['registrations', 200, async (node) => (await registrationLimit(node)({ ip: IP } as Inbound)) === null],
    [
      'requests of somebody who tries webhooks',
      20,
      async ({ runtime }) => {
        return (await WEBHOOK_TRIES.take(runtime.throttles, 'ada')) === null;
      },
    ],
  ];
  for (const [what, limit, admits] of cases) {
    it(`admits ${limit} ${what} in all, however they are spread`, async () => {
      const all = runtimes(what.replaceAll(' ', '-'));
      const tries = Array.from({ length: 2 * limit }, (_, turn) => all[turn % all.length]);
      const admitted = await Promise.all(tries.map((node) => node && admits(node)));
      assert.equal(admitted.filter(Boolean).length, limit);
    });
  }

  it('takes nothing from those whose password or secret was right', async () => {
    const [one, two] = runtimes('right');
    assert.ok(one && two);
    for (let time = 0; time < 30; time++) {
      const admission = await new SignInThrottle(one.runtime.throttles).admit('ada@x.example', IP);
      assert.ok(admission.admitted);
      await admission.succeeded();
      assert.equal(await countGuess(two, guessOf('web', IP)), null);
      await forgiveGuess(one, guessOf('web', IP));
    }
  });
});
