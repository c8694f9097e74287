import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openWorld } from './world.ts';

const DAY = 86_400_000;

it('no token that was issued while the clock was ahead opens an API once it is right', async (t) => {
  const world = await openWorld();
  t.after(() => world.close());
  world.clock.now += 400 * DAY;
  const { token, account } = await world.connected();
  const createdAt = world.clock.now;
  const personal = await world.personalToken({ createdAt, expiresAt: createdAt + DAY });
  const outcomes = async () => {
    const decisions = [await world.call(token, { account }), await world.call(personal.token)];
    return decisions.map((each) => (each.outcome === 'allow' ? 'allowed' : each.refusal.code));
  };
  assert.deepEqual(await outcomes(), ['allowed', 'allowed']);
  world.clock.now -= 400 * DAY;
  assert.deepEqual(await outcomes(), ['token_expired', 'token_expired']);
  world.clock.now += 400 * DAY - 59_000;
  assert.deepEqual(await outcomes(), ['allowed', 'allowed']);
});
