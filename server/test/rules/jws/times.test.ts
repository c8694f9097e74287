import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SECOND } from '../../../src/lib/clock.ts';
import { headerProblem } from '../../../src/rules/jws/header.ts';
import { optionalTimesProblem, readTimes } from '../../../src/rules/jws/times.ts';

const NOW = 1_000_000;
const LONGEST = 300;

describe('the times of a JWT of another party', () => {
  const cases: [claims: Record<string, unknown>, expected: string | null][] = [
    [{ exp: NOW + 1 }, null],
    [{ exp: NOW - 10 }, null],
    [{ exp: NOW - 60 }, 'expired'],
    [{ exp: NOW + LONGEST + 10 }, null],
    [{ exp: NOW + LONGEST + 60 }, 'lives_too_long'],
    [{}, 'expiry_missing'],
    [{ exp: String(NOW + 1) }, 'expiry_missing'],
    [{ exp: Number.POSITIVE_INFINITY }, 'expiry_missing'],
    [{ exp: NOW + 1, iat: NOW + 10, nbf: NOW + 10 }, null],
    [{ exp: NOW + 1, iat: NOW + 60 }, 'not_yet'],
    [{ exp: NOW + 1, nbf: NOW + 60 }, 'not_yet'],
    [{ exp: NOW + 1, nbf: null }, 'malformed'],
    [{ exp: NOW + 1, iat: 'now' }, 'malformed'],
  ];
  for (const [claims, expected] of cases) {
    it(`${expected ?? 'count'}: ${JSON.stringify(claims)}`, () => {
      const times = readTimes(claims, NOW * SECOND, LONGEST * SECOND);
      assert.equal(times.ok ? null : times.problem, expected);
      const forAllTime = claims.exp === undefined || expected === 'lives_too_long';
      assert.equal(optionalTimesProblem(claims, NOW * SECOND), forAllTime ? null : expected);
    });
  }

  it('are told with the difference that clocks may have', () => {
    const times = readTimes({ exp: NOW, iat: NOW - 5 }, NOW * SECOND, LONGEST * SECOND);
    const told = { expiry: NOW * SECOND, until: (NOW + 30) * SECOND, from: [(NOW - 5) * SECOND] };
    assert.deepEqual(times, { ok: true, value: told });
  });
});

it('an assertion that says it was issued before a restore is expired', () => {
  const times = (notBefore: number) =>
    readTimes({ exp: NOW + 60, iat: NOW - 5 }, NOW * SECOND, LONGEST * SECOND, notBefore * SECOND);
  assert.ok(times(NOW - 5).ok);
  assert.deepEqual(times(NOW - 4), { ok: false, problem: 'expired' });
});

describe('the header of a JWT of another party', () => {
  const cases: [header: Record<string, unknown>, expected: string | null][] = [
    [{ alg: 'ES256', kid: '1' }, null],
    [{ typ: 'JWT' }, null],
    [{ typ: 'application/client-authentication+JWT' }, null],
    [{ typ: 'at+jwt' }, 'of_another_type'],
    [{ typ: 1 }, 'of_another_type'],
    [{ crit: ['exp'] }, 'malformed'],
    ...['jku', 'jwk', 'x5u', 'x5c'].map((name): [Record<string, unknown>, string] => [
      { [name]: 'https://evil.example' },
      'brings_key',
    ]),
  ];
  for (const [header, expected] of cases) {
    it(`${expected ?? 'counts'}: ${JSON.stringify(header)}`, () => {
      assert.equal(headerProblem({ header }, ['jwt', 'client-authentication+jwt']), expected);
    });
  }
});
