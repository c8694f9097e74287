import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Grant, GrantStatus } from '../../../src/model/index.ts';
import {
  grantProblem,
  isOver,
  revokedGrant,
  standingProblem,
  stands,
} from '../../../src/rules/grant/standing.ts';

describe('a token issued under version 2 of a grant', () => {
  it('ends with a revocation, and for good', () => {
    const grant = { status: 'active', version: 2, updatedAt: 0 } as Grant;
    const revoked = revokedGrant(grant, 7);
    assert.deepEqual(revoked, { status: 'revoked', version: 3, updatedAt: 7 });
    assert.equal(isOver({ ...revoked, status: 'active' }, 2), true, 'also when it is begun anew');
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
      const grant = { status, version };
      assert.equal(standingProblem(grant, 2, role), expected);
      assert.equal(standingProblem(grant, 2, 'owner'), grantProblem(grant, 2), 'the user comes last');
      assert.equal(stands(grant, 2), grantProblem(grant, 2) === null);
      assert.equal(isOver(grant, 2), grantProblem(grant, 2) === 'grant_revoked', 'a suspension ends nothing');
    });
  }
});
