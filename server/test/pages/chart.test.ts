import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import type { UsageCount } from '../../src/model/index.ts';
import { columnChart, rowBar } from '../../src/pages/chart.ts';
import { sumsOf } from '../../src/usage/sums.ts';

const calls = fc.nat({ max: 1_000_000 });

test('a chart stays in its picture, shows all that is not nothing, and needs no style or script', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(calls, calls), { maxLength: 40 }), (days) => {
      const columns = days.map(([allowed, denied], index) => ({
        title: `<day ${index}>`,
        parts: [
          { look: 'allowed', value: allowed },
          { look: 'denied', value: denied },
        ] as const,
      }));
      const svg = columnChart(columns, 'said "so"').toString();
      const bars = [
        ...svg.matchAll(
          /class="(?:allowed|denied)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
        ),
      ];
      assert.equal(bars.length, days.flat().filter((value) => value > 0).length);
      for (const [, x, y, width, height] of bars) {
        assert.ok(Number(x) + Number(width) <= Math.max(1, days.length) && Number(height) > 0);
        assert.ok(Number(y) >= 0 && Number(y) + Number(height) <= 100.02, `${y} ${height}`);
      }
      assert.match(svg, /role="img" aria-label="said &quot;so&quot;"/);
      assert.doesNotMatch(svg, /style|script|<day|NaN|Infinity/);
    }),
  );
  const bar = (allowed: number, denied: number, most: number) =>
    rowBar(
      [
        { look: 'allowed', value: allowed },
        { look: 'denied', value: denied },
      ],
      most,
    ).toString();
  assert.match(bar(1, 2, 4), /allowed" x="0" y="0" width="25".*denied" x="25" y="0" width="50"/);
  assert.match(bar(0, 1, 4), /<rect class="denied" x="0" y="0" width="25"/);
  assert.match(bar(9_999, 1, 10_000), /denied" x="98\.5" y="0" width="1\.5"/, 'within the picture');
  assert.doesNotMatch(bar(0, 0, 0), /<rect|NaN/);
});

test('sums have every day of the span once, and every call of it', () => {
  const since = Date.UTC(2026, 5, 1);
  const now = since + 9 * DAY + 13 * HOUR;
  const count = fc.record({
    hour: fc.nat({ max: 9 * 24 + 13 }).map((hour) => since + hour * HOUR),
    operation: fc.constantFrom('list', 'read', null),
    outcome: fc.constantFrom<UsageCount['outcome']>('allowed', 'denied'),
    code: fc.constantFrom('rate_limited', 'not_found'),
    calls,
  });
  fc.assert(
    fc.property(fc.array(count), fc.option(fc.nat({ max: 200 })), (some, reachedHour) => {
      const counts = some.map((each) => ({ ...each, clientId: 'a', connectedAccountId: null }));
      const reached = reachedHour === null ? null : since + reachedHour * HOUR;
      const sums = sumsOf(counts, { since, now, reached });
      const total = (outcome: string) =>
        counts
          .filter((each) => each.outcome === outcome && each.hour >= (reached ?? 0))
          .reduce((sum, each) => sum + each.calls, 0);
      const first = reached ?? since;
      assert.equal(sums.days.length, 10 - Math.floor((first - since) / DAY));
      for (const outcome of ['allowed', 'denied'] as const) {
        assert.equal(sums[outcome], total(outcome));
        for (const part of [sums.days, sums.operations])
          assert.equal(
            part.reduce((sum, each) => sum + each[outcome], 0),
            total(outcome),
          );
      }
      assert.equal(
        sums.refusals.reduce((sum, each) => sum + each.calls, 0),
        total('denied'),
      );
    }),
  );
});
