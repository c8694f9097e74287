import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DAY } from '../../../src/lib/clock.ts';
import type { Grant } from '../../../src/model/index.ts';
import {
  type ExpiryChoice,
  type ExpiryRules,
  expiryChoices,
  expiryOf,
  firstExpiryChoice,
  mayKeep,
} from '../../../src/rules/grant/expiry.ts';

const NOW = Date.UTC(2026, 10, 29);
const grant = (over: Partial<Grant>) =>
  ({ status: 'active', version: 1, expiresAt: null, updatedAt: NOW, ...over }) as Grant;
const OPEN: ExpiryRules = { days: [30, 90], untilRevoked: true, begins: 'untilRevoked' };
const BOUND: ExpiryRules = { days: [30, 90], untilRevoked: false, begins: 90 };

describe('how long a connection lasts', () => {
  const cases: [string, ExpiryRules, Grant | null, ExpiryChoice[], ExpiryChoice][] = [
    ['at first', OPEN, null, [30, 90, 'untilRevoked'], 'untilRevoked'],
    ['at first, within bounds', BOUND, null, [30, 90], 90],
    ['again, without an end', OPEN, grant({}), [30, 90, 'untilRevoked'], 'untilRevoked'],
    [
      'again, with an end',
      OPEN,
      grant({ expiresAt: NOW + DAY }),
      ['unchanged', 30, 90, 'untilRevoked'],
      'unchanged',
    ],
    ['again, without an end that is offered', BOUND, grant({}), [30, 90], 90],
    [
      'again, with an end within bounds',
      BOUND,
      grant({ expiresAt: NOW + DAY }),
      ['unchanged', 30, 90],
      'unchanged',
    ],
    ['again, with an end out of bounds', BOUND, grant({ expiresAt: NOW + 91 * DAY }), [30, 90], 90],
    ['after it expired', OPEN, grant({ expiresAt: NOW }), [30, 90, 'untilRevoked'], 'untilRevoked'],
    [
      'after it was revoked',
      OPEN,
      grant({ status: 'revoked', expiresAt: NOW + DAY }),
      [30, 90, 'untilRevoked'],
      'untilRevoked',
    ],
  ];
  for (const [when, rules, existing, choices, first] of cases) {
    it(`is chosen ${when}`, () => {
      assert.deepEqual(expiryChoices(rules, existing, NOW), choices);
      assert.equal(firstExpiryChoice(rules, existing, NOW), first);
    });
  }

  it('never exceeds what the API offers, and what is first chosen is always offered', () => {
    const rules = fc
      .record({
        days: fc.uniqueArray(fc.integer({ min: 1, max: 3_650 }), { minLength: 1, maxLength: 8 }),
        untilRevoked: fc.boolean(),
      })
      .map(
        (each): ExpiryRules => ({
          ...each,
          begins: each.untilRevoked ? 'untilRevoked' : Math.max(...each.days),
        }),
      );
    const existing = fc.option(
      fc
        .record({
          days: fc.option(fc.integer({ min: -9, max: 4_000 })),
          status: fc.constantFrom('active', 'suspended', 'revoked'),
        })
        .map(({ days, status }) =>
          grant({ status: status as Grant['status'], expiresAt: days === null ? null : NOW + days * DAY }),
        ),
    );
    fc.assert(
      fc.property(rules, existing, (offered, before) => {
        const choices = expiryChoices(offered, before, NOW);
        assert.ok(choices.includes(firstExpiryChoice(offered, before, NOW)));
        const latest = NOW + Math.max(...offered.days) * DAY;
        for (const choice of choices) {
          const ends = expiryOf(choice, before, NOW);
          assert.ok(ends === null || ends > NOW);
          if (offered.untilRevoked) continue;
          assert.ok(ends !== null && ends <= latest);
        }
        if (before && mayKeep(offered, before, NOW)) {
          assert.equal(expiryOf(firstExpiryChoice(offered, before, NOW), before, NOW), before.expiresAt);
        }
      }),
    );
  });
});
