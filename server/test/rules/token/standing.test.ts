import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE } from '../../../src/lib/clock.ts';
import {
  type AccessToken,
  type Grant,
  type PersonalToken,
  type RefreshToken,
  type TokenFamily,
  UserId,
} from '../../../src/model/index.ts';
import {
  accessEnd,
  accessProblem,
  familyEnd,
  type HeldAccess,
  isLiveRefresh,
  isPresentable,
  personalProblem,
} from '../../../src/rules/token/standing.ts';

const NOW = 1_000 * MINUTE;
const grant = { status: 'active', version: 2 } as Grant;
const family = {
  createdAt: NOW,
  expiresAt: NOW + 60 * MINUTE,
  revokedAt: null,
  grantVersion: 2,
} as TokenFamily;
const token = {
  userId: 'usr_ann',
  grantId: 'grt_1',
  grantVersion: 2,
  familyId: 'fam_1',
  issuedAt: NOW,
  expiresAt: NOW + 60 * MINUTE,
} as AccessToken;
const held: HeldAccess = { token, revokedAt: null, family, grant, role: 'owner', client: { settings: {} } };
const ofClient: HeldAccess = {
  ...held,
  token: { ...token, userId: null, grantId: null, grantVersion: null, familyId: null },
  family: null,
  grant: null,
  role: null,
};
const revoked = { ...family, revokedAt: NOW };

describe('an access token', () => {
  /** `ends`: it will never count again. */
  const cases: [string, HeldAccess, number, string | null, ends?: true][] = [
    ['with all that it needs', held, NOW, null],
    ['at its last moment', held, NOW + 60 * MINUTE - 1, null],
    ['of which the time is over', held, NOW + 60 * MINUTE, 'token_expired'],
    ['issued while the clock was ahead', held, NOW - 2 * MINUTE, 'token_expired'],
    ['revoked by itself', { ...held, revokedAt: NOW }, NOW, 'token_revoked', true],
    ['of a family that ended', { ...held, family: revoked }, NOW, 'token_revoked', true],
    ['of a family that is gone', { ...held, family: null }, NOW, 'token_revoked', true],
    [
      'of a grant that ended',
      { ...held, grant: { ...grant, status: 'revoked' } },
      NOW,
      'grant_revoked',
      true,
    ],
    ['of an earlier grant', { ...held, grant: { ...grant, version: 3 } }, NOW, 'grant_revoked', true],
    [
      'of a grant whose end has come',
      { ...held, grant: { ...grant, expiresAt: NOW } },
      NOW,
      'grant_expired',
      true,
    ],
    [
      'of a grant whose end is still to come',
      { ...held, grant: { ...grant, expiresAt: NOW + 1 } },
      NOW,
      null,
    ],
    ['of a grant that is gone', { ...held, grant: null }, NOW, 'grant_revoked', true],
    ['of a suspended grant', { ...held, grant: { ...grant, status: 'suspended' } }, NOW, 'grant_suspended'],
    [
      'of a client that was stopped',
      { ...held, client: { settings: { standing: 'suspended' } } },
      NOW,
      'client_stopped',
    ],
    ['of somebody who left', { ...held, role: null }, NOW, 'user_not_a_member'],
    ['of a client', ofClient, NOW, null],
    ['of a client, revoked', { ...ofClient, revokedAt: NOW }, NOW, 'token_revoked', true],
    ['of a client that acts as a member', { ...ofClient, ...acting('owner') }, NOW, null],
    ['of a client that acts as nobody any more', { ...ofClient, ...acting(null) }, NOW, 'user_not_a_member'],
  ];
  for (const [what, record, now, expected, ends = false] of cases) {
    it(`${expected ?? 'counts'}: ${what}`, () => {
      assert.equal(accessProblem(record, now), expected);
      assert.equal(accessEnd(record, now), ends ? expected : null);
    });
  }

  function acting(role: string | null): Pick<HeldAccess, 'token' | 'role'> {
    return { token: { ...ofClient.token, userId: UserId('usr_ann') }, role };
  }
});

describe('a refresh token', () => {
  const refresh = { issuedAt: NOW, expiresAt: NOW + MINUTE, usedAt: null } as RefreshToken;
  const record = { refresh, family, grant };

  it('is presented once, and in its time', () => {
    assert.ok(isPresentable(refresh, NOW));
    assert.ok(!isPresentable({ ...refresh, usedAt: NOW }, NOW));
    assert.ok(!isPresentable(refresh, NOW + MINUTE));
  });

  it('counts with its family, its grant and its user', () => {
    assert.ok(isLiveRefresh(record, 'owner', NOW));
    assert.ok(!isLiveRefresh(record, null, NOW));
    assert.ok(!isLiveRefresh({ ...record, family: revoked }, 'owner', NOW));
    assert.ok(!isLiveRefresh({ ...record, family: { ...family, expiresAt: NOW } }, 'owner', NOW));
    assert.ok(!isLiveRefresh({ ...record, grant: { ...grant, version: 3 } }, 'owner', NOW));
    assert.ok(!isLiveRefresh({ ...record, grant: { ...grant, status: 'suspended' } }, 'owner', NOW));
    assert.ok(!isLiveRefresh({ ...record, refresh: { ...refresh, usedAt: NOW } }, 'owner', NOW));
  });
});

it('a family ends by being revoked or by its time', () => {
  assert.equal(familyEnd(family, NOW), null);
  assert.equal(familyEnd(revoked, NOW), 'revoked');
  assert.equal(familyEnd(revoked, NOW + 60 * MINUTE), 'revoked');
  assert.equal(familyEnd(family, NOW + 60 * MINUTE), 'expired');
});

it('a personal access token ends by being revoked or by its time, if it has one', () => {
  const personal = { createdAt: NOW, expiresAt: null, revokedAt: null } as PersonalToken;
  assert.equal(personalProblem(personal, NOW + 1e12), null);
  assert.equal(personalProblem({ ...personal, revokedAt: NOW }, NOW), 'token_revoked');
  assert.equal(personalProblem({ ...personal, expiresAt: NOW + 1 }, NOW), null);
  assert.equal(personalProblem({ ...personal, expiresAt: NOW }, NOW), 'token_expired');
  assert.equal(
    personalProblem(personal, NOW - 2 * MINUTE),
    'token_expired',
    'made while the clock was ahead',
  );
});
