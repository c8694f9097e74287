import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { SteadyLimiter } from '../../src/lib/steady-limiter.ts';
import { Counters } from '../../src/limits/counters.ts';

const HOUR = 3_600_000;

function turned(t: TestContext) {
  const time = { now: 1_000 };
  t.mock.method(performance, 'now', () => time.now);
  return time;
}

test('a window lasts as long as it should, whatever is done to the time of day', async (t) => {
  const time = turned(t);
  t.mock.timers.enable({ apis: ['Date'], now: 10 * HOUR });
  const limiter = new SteadyLimiter({ points: 1, duration: 60 });
  await limiter.consume('a');
  for (const ofDay of [8 * HOUR, 400 * 24 * HOUR]) {
    t.mock.timers.setTime(ofDay);
    const refusal = await limiter.consume('a').catch((error: unknown) => error);
    assert.ok(refusal instanceof RateLimiterRes);
    assert.equal(refusal.msBeforeNext, 60_000);
  }
  time.now += 59_999;
  assert.equal((await limiter.get('a'))?.consumedPoints, 3);
  time.now += 1;
  assert.equal(await limiter.get('a'), null);
  assert.equal((await limiter.consume('a')).consumedPoints, 1);
});

test('a window saved while the clock was ahead ends within its length', async (t) => {
  const time = turned(t);
  const counters = new Counters();
  const quota = { name: 'day', key: 'client/a', calls: 5, per: 3_600 };
  await counters.restore([{ key: quota.key, per: quota.per, calls: 5, expiresAt: 400 * 24 * HOUR }], 0);
  const { calls, left } = await counters.take(quota);
  assert.deepEqual([calls, left], [6, HOUR]);
  time.now += HOUR;
  assert.equal((await counters.take(quota)).calls, 1);
});

test('counts as many as are in each window, gives back, and forgets what is over', async (t) => {
  const time = turned(t);
  const step = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    points: fc.nat(3),
    back: fc.boolean(),
    pause: fc.nat(700),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const limiter = new SteadyLimiter({ points: 4, duration: 1 });
      const expected = new Map<string, { points: number; ends: number }>();
      for (const { key, points, back, pause } of steps) {
        time.now += pause;
        const open = expected.get(key);
        const window = open && time.now < open.ends ? open : { points: 0, ends: time.now + 1_000 };
        expected.set(key, window);
        window.points += back ? -points : points;
        const state: unknown = back
          ? await limiter.reward(key, points)
          : await limiter.consume(key, points).catch((refusal: unknown) => refusal);
        assert.ok(state instanceof RateLimiterRes);
        assert.deepEqual([state.consumedPoints, state.msBeforeNext], [window.points, window.ends - time.now]);
      }
    }),
    { numRuns: 200 },
  );
});
