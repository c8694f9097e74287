import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { PRESENTED, TenantId } from '../../../src/model/index.ts';
import { approved, type Current, consent, grantAfter, logged, NOW, redemption, SECOND } from '../fixtures.ts';

export function codeCases(store: Current): void {
  describe('authorization codes', () => {
    it('carries the consent, with grant and version filled in', async () => {
      const given = consent({ codeHash: sha256('code') });
      const grant = await grantAfter(store(), given);
      const found = await store().code(sha256('code'));
      assert.deepEqual(found?.code, {
        ...given.code,
        context: { ...given.code.context, selection: 0 },
        grantId: grant.id,
        grantVersion: 1,
        redeemedAt: null,
        familyId: found?.code.familyId ?? 'none',
      });
      assert.deepEqual(found?.grant, Object.fromEntries(PRESENTED.map((field) => [field, grant[field]])));
      assert.equal(await store().code(sha256('nothing')), null);
    });

    it('turns into a family with both tokens', async () => {
      const begun = await approved(store());
      const what = redemption(begun);
      assert.equal(await store().redeemCode(what), 'redeemed');
      const record = await store().accessToken(what.access.hash);
      assert.deepEqual(record?.token, what.access);
      assert.deepEqual(record?.family, what.family);
      assert.equal(record?.revokedAt, null);
      assert.deepEqual((await store().refreshToken(what.refresh.hash))?.refresh, what.refresh);
      assert.equal((await store().code(begun.codeHash))?.code.familyId, what.family.id);
    });

    it('answers a replay with the end of the family, at any later time', async () => {
      const begun = await approved(store());
      const first = redemption(begun);
      await store().redeemCode(first);
      const late = NOW + 3_600 * SECOND;
      assert.equal(await store().redeemCode(redemption(begun, { now: late })), 'replayed');
      assert.equal((await store().accessToken(first.access.hash))?.family?.revokedAt, late);
      assert.equal((await logged(store()))['code.replayed'], 1);
    });

    it('gives a replay nothing', async () => {
      const begun = await approved(store());
      await store().redeemCode(redemption(begun));
      const replay = redemption(begun);
      await store().redeemCode(replay);
      assert.equal(await store().accessToken(replay.access.hash), null);
      assert.equal(await store().refreshToken(replay.refresh.hash), null);
    });

    it('is dead at its expiry, to the millisecond', async () => {
      const begun = await approved(store());
      const expiry = NOW + 60 * SECOND;
      assert.equal(await store().redeemCode(redemption(begun, { now: expiry })), 'expired');
      assert.equal(await store().redeemCode(redemption(begun, { now: expiry - 1 })), 'redeemed');
    });

    it('dies with its grant, and stays dead when the user consents again', async () => {
      const begun = await approved(store());
      const change = { grantId: begun.grantId, tenantId: TenantId('org_a'), now: NOW, audit: [] };
      await store().revokeGrant(change);
      assert.equal(await store().redeemCode(redemption(begun)), 'revoked');
      const again = await approved(store());
      assert.equal(await store().redeemCode(redemption(begun)), 'revoked');
      assert.equal(await store().redeemCode(redemption(again)), 'redeemed');
    });

    it('writes nothing for a code that is unknown, expired or revoked', async () => {
      const begun = await approved(store());
      const before = await logged(store());
      await store().redeemCode({ ...redemption(begun), codeHash: sha256('nothing') });
      await store().redeemCode(redemption(begun, { now: NOW + 3_600 * SECOND }));
      assert.deepEqual(await logged(store()), before);
    });

    it('begins only the family that it names, which tells a replay', async () => {
      const begun = await approved(store());
      const another = redemption({ ...begun, familyId: 'fam_other' });
      await assert.rejects(store().redeemCode(another), /begins the family that it names/);
      assert.equal(await store().accessToken(another.access.hash), null);
      assert.equal(await store().redeemCode(redemption(begun)), 'redeemed');
      assert.equal((await store().code(begun.codeHash))?.code.redeemedAt, NOW);
      assert.equal(await store().redeemCode(another), 'replayed');
    });

    it('needs no refresh token for a client that may not refresh', async () => {
      const begun = await approved(store());
      const without = { ...redemption(begun), refresh: null };
      assert.equal(await store().redeemCode(without), 'redeemed');
    });
  });
}
