import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Grant, TenantId, UserId } from '../../../src/model/index.ts';
import {
  approved,
  type Current,
  connected,
  consent,
  DAY,
  event,
  family,
  grantAfter,
  logged,
  NOW,
  redemption,
  rotation,
  SECOND,
} from '../fixtures.ts';

/** A grant ends by the time that its user chose: at once for all that asks, and by its row a moment later. */
export function grantEndCases(store: Current): void {
  const rowOf = ({ id, connectedAccountId }: Grant) =>
    event('authorization.revoked', { grantId: id, connectedAccountId, detail: { cause: 'expired' } });
  const end = (now: number, limit = 9) => store().endExpiredGrants(now, limit, rowOf);
  const before = { now: NOW - DAY };

  describe('the end of a grant', () => {
    it('stays with another consent, moves with one that chooses, and leaves with one that chooses none', async () => {
      const ends = async (over: Parameters<typeof consent>[0]) =>
        (await grantAfter(store(), consent(over))).expiresAt;
      assert.equal(await ends({ expiresAt: NOW + DAY }), NOW + DAY);
      assert.equal(await ends({}), NOW + DAY);
      assert.equal(await ends({ expiresAt: NOW + 2 * DAY }), NOW + 2 * DAY);
      assert.equal(await ends({ expiresAt: null }), null);
      assert.equal(await ends({}), null);
    });

    it('comes at its time, once, with its row, and not before', async () => {
      const { grantId } = await approved(store(), { ...before, expiresAt: NOW });
      await approved(store(), { tenantId: TenantId('org_b'), expiresAt: NOW + 1 });
      assert.equal(await end(NOW - 1), 0);
      assert.equal(await end(NOW), 1);
      assert.equal(await end(NOW), 0);
      const ended = await store().grantById(grantId);
      assert.deepEqual([ended?.status, ended?.version, ended?.updatedAt], ['revoked', 2, NOW]);
      assert.equal((await logged(store()))['authorization.revoked'], 1);
      assert.equal(await end(NOW + 1), 1);
    });

    it('comes to so many at a time', async () => {
      for (const tenantId of ['org_a', 'org_b'].map(TenantId)) {
        await approved(store(), { ...before, tenantId, expiresAt: NOW });
      }
      assert.deepEqual([await end(NOW, 1), await end(NOW, 1), await end(NOW, 1)], [1, 1, 0]);
    });

    it('gives no code, no device and no refresh a token, recorded or not', async () => {
      const late = await approved(store(), { tenantId: TenantId('org_b'), expiresAt: NOW + SECOND });
      assert.equal(await store().redeemCode(redemption(late, { now: NOW + SECOND })), 'revoked');
      const { begun, first } = await connected(store());
      await grantAfter(store(), consent({ expiresAt: NOW + DAY }));
      const exchange = (now: number) =>
        store().rotateRefreshToken(rotation(first.family, first.refresh.hash, { now }));
      assert.equal(await exchange(NOW + DAY), 'revoked');
      const again = family(begun, { createdAt: NOW + DAY });
      const begins = { family: again, access: redemption(begun, { family: again }).access, audit: [] };
      assert.equal(await store().beginFamily(begins), 'revoked');
      assert.equal(await exchange(NOW + DAY - 1), 'rotated');
    });

    it('revives no token by another consent, recorded or not', async () => {
      const first = await approved(store(), { ...before, expiresAt: NOW, scopes: ['read', 'write'] });
      const second = await grantAfter(store(), consent({ expiresAt: NOW + DAY }));
      assert.deepEqual([second.id, second.version, second.status], [first.grantId, 2, 'active']);
      assert.deepEqual(second.scopes, ['read'], 'what was granted before is over');
      assert.equal(await end(NOW + DAY), 1);
      const third = await grantAfter(store(), consent({ now: NOW + DAY, expiresAt: null }));
      assert.deepEqual([third.version, third.expiresAt], [3, null]);
    });

    it('lets a platform act by another person’s part, at once', async () => {
      const bea = { id: UserId('usr_bea'), email: 'bea@alder.example', name: 'Bea' };
      await store().addUser({ ...bea, passwordHash: null, createdAt: NOW }, []);
      await store().addMembership({ tenantId: TenantId('org_a'), userId: bea.id, role: 'clerk' }, []);
      await approved(store(), { now: NOW - 2 * DAY });
      const { connectedAccountId } = await approved(store(), {
        ...before,
        userId: bea.id,
        expiresAt: NOW,
      });
      const found = await store().connectedAccount(connectedAccountId, []);
      assert.equal(found?.user?.id, 'usr_ann');
    });

    it('is brought nearer where a restore does it again, and never put off', async () => {
      const { grantId } = await approved(store(), { expiresAt: NOW + 2 * DAY });
      const shrink = async (expiresAt: number | null) => {
        const left = { scopes: ['read'], resources: null, expiresAt };
        const change = { grantId, tenantId: TenantId('org_a'), now: NOW, audit: [] };
        await store().shrinkGrant({ ...change, ...left });
        return (await store().grantById(grantId))?.expiresAt;
      };
      assert.equal(await shrink(NOW + 3 * DAY), NOW + 2 * DAY);
      assert.equal(await shrink(NOW + DAY), NOW + DAY);
      assert.equal(await shrink(null), NOW + DAY);
    });
  });

  describe('a scope that is left out of a later consent', () => {
    it('is taken back, which its row says', async () => {
      await grantAfter(store(), consent({ scopes: ['read', 'write'] }));
      const second = await grantAfter(store(), consent({ scopes: ['read'], declined: ['write', 'admin'] }));
      assert.deepEqual(second.scopes, ['read']);
      const [row, first] = await store().auditTrail({ kind: 'authorization.granted', limit: 9 });
      assert.deepEqual(row?.detail.left, ['read']);
      assert.equal(first?.detail.left, undefined);
    });
  });
}
