import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAY, HOUR, MINUTE } from '../../../src/lib/clock.ts';
import { nextMailAttempt } from '../../../src/rules/mail/retry.ts';

test('attempts grow apart to four hours, and end after two days', () => {
  const pauses: number[] = [];
  let now = 0;
  for (let attempts = 1; ; attempts++) {
    const next = nextMailAttempt({ attempts, createdAt: 0 }, now, 0.5);
    if (next === null) break;
    pauses.push(next - now);
    now = next;
  }
  assert.deepEqual(pauses.slice(0, 5), [MINUTE, 4 * MINUTE, 16 * MINUTE, 64 * MINUTE, 4 * HOUR]);
  assert.ok(pauses.length < 20 && now > 1.8 * DAY && now <= 2 * DAY, `${pauses.length} attempts, ${now}`);
});

test('an attempt is never at once, and never after the end', () => {
  fc.assert(
    fc.property(
      fc.nat(1_000),
      fc.nat(3 * DAY),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, now, chance) => {
        const next = nextMailAttempt({ attempts: n + 1, createdAt: 0 }, now, chance);
        assert.ok(next === null || (next >= now + 0.8 * MINUTE && next <= 2 * DAY));
      },
    ),
  );
});
