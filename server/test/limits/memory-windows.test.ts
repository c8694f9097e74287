import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { Counters } from '../../src/limits/counters.ts';
import { MemoryWindows } from '../../src/limits/memory-windows.ts';

const HOUR = 3_600_000;

function turned(t: TestContext) {
  const time = { now: 1_000 };
  t.mock.method(performance, 'now', () => time.now);
  return time;
}

test('a window lasts as long as it should, whatever is done to the time of day', async (t) => {
  const time = turned(t);
  t.mock.timers.enable({ apis: ['Date'], now: 10 * HOUR });
  const windows = new MemoryWindows();
  const count = { key: 'a', calls: 1, per: 60 };
  await windows.take([count]);
  for (const ofDay of [8 * HOUR, 400 * 24 * HOUR]) {
    t.mock.timers.setTime(ofDay);
    const [use] = await windows.take([count]);
    assert.deepEqual([use?.calls, use?.left], [2, 60_000]);
  }
  time.now += 59_999;
  assert.deepEqual(windows.known(count), { told: 0, calls: 1, left: 1 });
  time.now += 1;
  assert.equal(windows.known(count), null);
  assert.equal((await windows.take([count]))[0]?.calls, 1);
});

test('a window saved while the clock was ahead ends within its length', async (t) => {
  const time = turned(t);
  const counters = new Counters();
  const quota = { name: 'day', key: 'client/a', calls: 5, per: 3_600 };
  counters.restore([{ key: quota.key, per: quota.per, calls: 5, expiresAt: 400 * 24 * HOUR }], 0);
  const [use] = await counters.take([quota]);
  assert.deepEqual([use?.calls, use?.left], [6, HOUR]);
  time.now += HOUR;
  assert.equal((await counters.take([quota]))[0]?.calls, 1);
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
      const windows = new MemoryWindows();
      const expected = new Map<string, { points: number; ends: number }>();
      for (const { key, points, back, pause } of steps) {
        time.now += pause;
        const count = { key, calls: 4, per: 1 };
        const open = expected.get(key);
        const window = open && time.now < open.ends ? open : null;
        if (back) {
          await windows.giveBack([count], points);
          if (window) window.points = Math.max(0, window.points - points);
        } else {
          const [use] = await windows.take([count], points);
          const before = window ?? { points: 0, ends: time.now + 1_000 };
          assert.deepEqual([use?.calls, use?.left], [before.points + points, before.ends - time.now]);
          if (before.points + points > 4) continue;
          before.points += points;
          expected.set(key, before);
        }
      }
      assert.ok(windows.size <= 3);
    }),
    { numRuns: 200 },
  );
});

test('of nodes that count without each other, all together allow no more than one would', async () => {
  for (const [limit, nodes] of [
    [10, 3],
    [7, 7],
    [2, 3],
    [100, 1],
  ] as const) {
    const each = Array.from({ length: nodes }, () => new MemoryWindows(() => nodes));
    const share = Math.floor(limit / nodes);
    for (const windows of each) {
      let allowed = 0;
      for (let call = 0; call < limit; call++) {
        const [use] = await windows.take([{ key: 'a', calls: limit, per: 60 }]);
        if (use && use.calls <= limit) allowed += 1;
      }
      assert.equal(allowed, share, `${limit} for ${nodes}`);
    }
  }
});

test('calls count while somebody is told of them, and afterwards by what became of that', async () => {
  const windows = new MemoryWindows(() => 2);
  const count = { key: 'a', calls: 10, per: 60 };
  await windows.take([count], 3);
  const calls = () => windows.known(count)?.calls;
  const first = windows.handOut(count);
  assert.deepEqual([first.calls, windows.handOut(count).calls, calls()], [3, 0, 6]);
  first.settle(false);
  assert.equal(calls(), 6);
  const second = windows.handOut(count);
  windows.set(count, 4, 60_000);
  assert.deepEqual([second.calls, calls()], [3, 10]);
  second.settle(true);
  assert.equal(calls(), 4);
});
