import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Grant, GrantStatus } from '../../../src/model/index.ts';
import {
  endUnder,
  grantProblem,
  revokedGrant,
  standingProblem,
  stands,
} from '../../../src/rules/grant/standing.ts';

describe('a token issued under version 2 of a grant', () => {
  it('ends with a revocation, and for good', () => {
    const grant = { status: 'active', version: 2, expiresAt: null, updatedAt: 0 } as Grant;
    const revoked = revokedGrant(grant, 7);
    assert.deepEqual(revoked, { status: 'revoked', version: 3, expiresAt: null, updatedAt: 7 });
    assert.equal(
      endUnder({ ...revoked, status: 'active' }, 2, 8),
      'grant_revoked',
      'also when it is begun anew',
    );
  });

  const cases: [GrantStatus, number, string | null, string | null][] = [
    ['active', 2, 'owner', null],
    ['active', 2, null, 'user_not_a_member'],
    ['active', 3, 'owner', 'grant_revoked'],
    ['active', 1, 'owner', 'grant_revoked'],
    ['suspended', 2, 'owner', 'grant_suspended'],
    ['suspended', 2, null, 'grant_suspended'],
    ['suspended', 3, 'owner', 'grant_revoked'],
    ['revoked', 2, 'owner', 'grant_revoked'],
    ['revoked', 3, null, 'grant_revoked'],
  ];
  for (const [status, version, role, expected] of cases) {
    const now = `${status} in version ${version}, user ${role === null ? 'gone' : 'a member'}`;
    it(`${expected ?? 'stands'}: ${now}`, () => {
      const grant = { status, version, expiresAt: null, updatedAt: 0 };
      assert.equal(standingProblem(grant, 2, role, 9), expected);
      const problem = grantProblem(grant, 2, 9);
      assert.equal(standingProblem(grant, 2, 'owner', 9), problem, 'the user comes last');
      assert.equal(stands(grant, 2, 9), problem === null);
      const isOver = problem === 'grant_revoked';
      assert.equal(endUnder(grant, 2, 9) !== null, isOver, 'a suspension ends nothing');
      // The chosen end ends all that still stands, from its very instant on, recorded or not.
      const ending = { ...grant, expiresAt: 9 };
      assert.equal(grantProblem(ending, 2, 8), problem);
      const ended = status === 'revoked' ? problem : 'grant_expired';
      assert.equal(grantProblem(ending, 2, 9), ended);
    });
  }

  it('is told that the end came which its user chose, also when that was recorded', () => {
    const grant = { status: 'active', version: 2, expiresAt: 9, updatedAt: 0 } as Grant;
    assert.equal(grantProblem(revokedGrant(grant, 9), 2, 10), 'grant_expired');
    assert.equal(grantProblem(revokedGrant(grant, 8), 2, 10), 'grant_revoked');
  });
});
