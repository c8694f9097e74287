import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guarded } from './guarded.ts';
import { connect, worldFor } from './world.ts';

const LIMIT = 200;

test('two APIs that decide by themselves let through no more calls together than the limit', async (t) => {
  const limits = { client: { calls: LIMIT, per: 3_600 }, scopeClasses: {} };
  const world = await worldFor(t, { limits });
  const { token } = await connect(world.api);
  const guards = [await guarded(t, world), await guarded(t, world)];
  let allowed = 0;
  let local = 0;
  let refused = 0;
  // Both at once, on two operations, until both are refused for good.
  const use = async (guard: (typeof guards)[number], uri: string) => {
    for (let round = 0; round < LIMIT; round++) {
      const basis = await guard.basis(token, { uri });
      if (basis === 'rate_limited') refused++;
      else allowed++;
      if (basis === 'stream') local++;
    }
  };
  await Promise.all(guards.flatMap((guard) => ['/things', '/things/1'].map((uri) => use(guard, uri))));
  assert.ok(allowed <= LIMIT, `${allowed} calls went through`);
  assert.ok(local > LIMIT / 2, `only ${local} calls were decided without asking`);
  assert.ok(refused > 0);
  // What the one did not use goes back when it ends, so the other gets all of it.
  const [first, second] = guards;
  await first?.close();
  for (let basis = await second?.basis(token); basis !== 'rate_limited'; basis = await second?.basis(token)) {
    allowed++;
  }
  assert.equal(allowed, LIMIT);
});

test('says how much of a limit is left', async (t) => {
  const world = await worldFor(t, { limits: { client: { calls: LIMIT, per: 3_600 }, scopeClasses: {} } });
  const { token } = await connect(world.api);
  const guard = await guarded(t, world);
  const left: number[] = [];
  for (let round = 0; round < 4; round++) {
    const answer = await guard.call(token);
    assert.ok(answer.allowed);
    assert.equal(answer.headers['ratelimit-policy'], `"client";q=${LIMIT};w=3600`);
    left.push(Number(/;r=(\d+);/.exec(answer.headers.ratelimit ?? '')?.[1]));
  }
  assert.deepEqual(left, [LIMIT - 1, LIMIT - 2, LIMIT - 3, LIMIT - 4]);
});
