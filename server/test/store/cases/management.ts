import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { TenantId, UserId } from '../../../src/model/index.ts';
import { type Current, event, logged, MINUTE, managementToken, NOW } from '../fixtures.ts';

const ANN = UserId('usr_ann');
const BEN = UserId('usr_ben');

export function managementCases(store: Current): void {
  describe('a management token', () => {
    const hash = sha256('management-hash');
    const create = (over = {}) =>
      store().createManagementToken(managementToken({ hash, ...over }), [event('management_token.created')]);

    it('is found by its hash, with all that it was made with', async () => {
      await create({ tenantId: TenantId('org_a'), madeBy: ANN, expiresAt: NOW + MINUTE });
      const found = await store().managementTokenByHash(hash);
      assert.deepEqual(
        found,
        managementToken({ hash, tenantId: TenantId('org_a'), madeBy: ANN, expiresAt: NOW + MINUTE }),
      );
      assert.equal(await store().managementTokenByHash(sha256('another')), null);
    });

    it('is revoked once, and stays in the list', async () => {
      await create();
      const revoke = () =>
        store().revokeManagementToken({
          id: 'mgt_1',
          now: NOW + 1,
          audit: [event('management_token.revoked')],
        });
      const outcomes = await Promise.all([revoke(), revoke(), revoke()]);
      assert.deepEqual(outcomes.toSorted(), ['revoked', 'unknown', 'unknown']);
      assert.equal((await store().managementToken('mgt_1'))?.revokedAt, NOW + 1);
      assert.equal((await logged(store()))['management_token.revoked'], 1);
    });

    it('notes a use once a minute', async () => {
      await create();
      const use = async (now: number) => {
        const found = await store().managementTokenByHash(hash);
        if (found) await store().touchManagementToken(found, now);
        return (await store().managementTokenByHash(hash))?.lastUsedAt;
      };
      assert.deepEqual(
        [await use(NOW), await use(NOW + 1), await use(NOW + MINUTE)],
        [NOW, NOW, NOW + MINUTE],
      );
    });

    it('is listed newest first, by pages, of one tenant or of all', async () => {
      for (const [id, tenant] of [
        ['mgt_a', null],
        ['mgt_b', 'org_a'],
        ['mgt_c', 'org_b'],
      ] as const) {
        await create({ id, hash: sha256(id), tenantId: tenant && TenantId(tenant) });
      }
      const ids = async (
        tenantId: TenantId | null,
        before: { createdAt: number; id: string } | null,
        limit: number,
      ) => (await store().managementTokens({ tenantId, before, limit })).map(({ id }) => id);
      assert.deepEqual(await ids(null, null, 2), ['mgt_c', 'mgt_b']);
      assert.deepEqual(await ids(null, { createdAt: NOW, id: 'mgt_b' }, 2), ['mgt_a']);
      assert.deepEqual(await ids(TenantId('org_a'), null, 9), ['mgt_b']);
    });

    it('leaves with its tenant', async () => {
      await create({ tenantId: TenantId('org_a') });
      await store().deleteTenant({ tenantId: TenantId('org_a'), audit: [event('tenant.deleted')] });
      assert.equal(await store().managementTokenByHash(hash), null);
    });
  });

  describe('an operator', () => {
    const set = (userId: UserId, role: 'owner' | 'auditor') =>
      store().setOperator({ userId, role, createdAt: NOW }, [event('operator.set', { userId })]);
    const remove = (userId: UserId) =>
      store().removeOperator({ userId, audit: [event('operator.removed', { userId })] });

    it('is a user with a role, which can change', async () => {
      assert.deepEqual([await set(ANN, 'owner'), await set(BEN, 'auditor')], ['set', 'set']);
      assert.equal(await set(BEN, 'owner'), 'set');
      assert.deepEqual(
        (await store().operators()).map(({ operator, user }) => [user.id, operator.role]),
        [
          [ANN, 'owner'],
          [BEN, 'owner'],
        ],
      );
      assert.equal(await set(UserId('usr_nobody'), 'owner'), 'unknown');
    });

    it('stays while no other owner is left, also when two leave at once', async () => {
      await set(ANN, 'owner');
      assert.deepEqual([await remove(ANN), await set(ANN, 'auditor')], ['last_owner', 'last_owner']);
      await set(BEN, 'owner');
      const left = await Promise.all([remove(ANN), remove(BEN)]);
      assert.deepEqual(left.toSorted(), ['last_owner', 'removed']);
      assert.equal((await store().operators()).length, 1);
    });

    it('is one no longer when the person is deleted', async () => {
      await set(ANN, 'owner');
      await store().deletePerson({ userId: ANN, audit: [event('user.deleted', { userId: ANN })] });
      assert.equal(await store().operator(ANN), null);
    });
  });

  describe('the answer to a creation', () => {
    const claim = (fingerprint = 'f') =>
      store().claimAnswer({ key: 'k', fingerprint, expiresAt: NOW + MINUTE });

    it('is the first of several at once that ask with one key', async () => {
      const claims = await Promise.all(Array.from({ length: 8 }, () => claim()));
      assert.equal(claims.filter(({ kind }) => kind === 'first').length, 1);
    });

    it('is there for those that ask again', async () => {
      await claim();
      assert.deepEqual(await claim('g'), { kind: 'seen', fingerprint: 'f', sealed: null });
      await store().keepAnswer('k', 'sealed');
      assert.deepEqual(await claim(), { kind: 'seen', fingerprint: 'f', sealed: 'sealed' });
    });

    it('leaves its key free when nothing was created', async () => {
      await claim();
      await store().releaseAnswer('k');
      assert.deepEqual(await claim(), { kind: 'first' });
      await store().keepAnswer('k', 'sealed');
      await store().releaseAnswer('k');
      assert.equal((await claim()).kind, 'seen');
    });

    it('expires', async () => {
      await claim();
      await store().expire(NOW + 2 * MINUTE, 10_000);
      assert.deepEqual(await claim(), { kind: 'first' });
    });
  });
}
