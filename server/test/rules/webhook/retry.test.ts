import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAY, HOUR, SECOND } from '../../../src/lib/clock.ts';
import { HEALTHY, healthAfter, isSameHealth, nextAttempt } from '../../../src/rules/webhook/retry.ts';

test('attempts grow apart, go on for about three days, and end', () => {
  const pauses: number[] = [];
  let now = 0;
  for (let attempts = 1; ; attempts++) {
    const next = nextAttempt({ attempts, since: 0 }, now, 0.5);
    if (next === null) break;
    pauses.push(next - now);
    now = next;
  }
  assert.deepEqual(
    pauses.slice(0, 4),
    [5, 20, 80, 320].map((seconds) => seconds * SECOND),
  );
  assert.ok(pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0) && pause <= 12 * HOUR));
  assert.ok(now > 2 * DAY && now <= 3 * DAY, `the last after ${now / HOUR} hours`);
});

test('two that failed together are not sent together again', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempts, chance) => {
        const middle = nextAttempt({ attempts, since: 0 }, 0, 0.5) ?? 0;
        const next = nextAttempt({ attempts, since: 0 }, 0, chance) ?? 0;
        assert.ok(next >= 0.8 * middle - 1 && next <= 1.2 * middle + 1);
      },
    ),
  );
  assert.notEqual(nextAttempt({ attempts: 3, since: 0 }, 0, 0), nextAttempt({ attempts: 3, since: 0 }, 0, 1));
});

test('the state of an endpoint is another one if any member differs', () => {
  assert.ok(isSameHealth(HEALTHY, healthAfter(HEALTHY, true, 7)));
  for (const other of [{ failures: 1 }, { failingSince: 7 }, { pausedUntil: 7 }, { disabledAt: 7 }])
    assert.ok(!isSameHealth(HEALTHY, { ...HEALTHY, ...other }));
});

test('attempts of several nodes that fail together leave an endpoint alone for the shortest time', () => {
  let health = HEALTHY;
  for (let node = 1; node <= 3; node++)
    for (let attempt = 1; attempt <= 4; attempt++) health = healthAfter(health, false, 1_000);
  assert.deepEqual([health.failures, health.pausedUntil], [5, 1_000 + 5 * SECOND]);
  health = healthAfter(health, false, health.pausedUntil);
  assert.deepEqual([health.failures, health.pausedUntil], [6, 6_000 + 10 * SECOND]);
});

test('an endpoint is left alone after five failures, disabled after five days, and well after one success', () => {
  let health = HEALTHY;
  for (let failures = 1; failures <= 4; failures++) health = healthAfter(health, false, failures);
  assert.equal(health.pausedUntil, 0);
  health = healthAfter(health, false, 5);
  assert.equal(health.pausedUntil, 5 + 5 * SECOND);
  assert.deepEqual(healthAfter(health, true, 6), HEALTHY);
  assert.equal(healthAfter(health, false, 5 * DAY).disabledAt, null, 'the first failure was at 1');
  assert.equal(healthAfter(health, false, 5 * DAY + 1).disabledAt, 5 * DAY + 1);
  assert.ok(healthAfter({ ...health, failures: 10_000 }, false, 0).pausedUntil <= 10 * 60 * SECOND);
});
