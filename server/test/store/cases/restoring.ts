import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClientId, TenantId, type TokenHash } from '../../../src/model/index.ts';
import type { SealedKey } from '../../../src/store/store.ts';
import { approved, type Current, client, connected, event, HOUR, NOW, rotation } from '../fixtures.ts';

export function restoringCases(store: Current): void {
  it('notes when it was, and says nothing where nobody has looked yet', async () => {
    assert.equal(await store().restoredAt(), null);
    await store().noteRestored(0);
    assert.equal(await store().restoredAt(), 0);
    await store().recordRestore(event('backup.restored', { at: NOW + HOUR }));
    assert.equal(await store().restoredAt(), NOW + HOUR);
    const [row] = await store().auditTrail({ kind: 'backup.restored', limit: 1 });
    assert.equal(row?.at, NOW + HOUR);
  });

  describe('ending everything', () => {
    it('stops every connection that has not ended, and keeps what else a manager withholds', async () => {
      const tenantId = TenantId('org_a');
      for (const id of ['free', 'ended'])
        await store().createClient(client({ id, kind: 'confidential' }), null, []);
      const shared = await approved(store());
      const own = { clientId: ClientId('other'), newConnectedAccountId: null };
      const limited = await approved(store(), own);
      for (const { grantId } of [shared, limited]) {
        const change = {
          grantId,
          tenantId,
          now: NOW,
          audit: [event('authorization.changed')],
          byManager: true,
        };
        assert.equal(await store().limitGrantAddresses({ ...change, ipAllowlist: ['192.0.2.1'] }), 'changed');
      }
      const free = await approved(store(), { ...own, clientId: ClientId('free') });
      const { grantId } = await approved(store(), { ...own, clientId: ClientId('ended') });
      await store().revokeGrant({ grantId, tenantId, now: NOW, audit: [] });

      await store().endEverything(NOW + HOUR);

      const nothing = { stopped: true, scopes: null, resources: null, addresses: false };
      for (const [id, held] of [
        [shared.grantId, { ...nothing, addresses: true }],
        [limited.grantId, { ...nothing, addresses: true }],
        [free.grantId, nothing],
      ] as const) {
        const grant = await store().grantById(id);
        assert.deepEqual([grant?.status, grant?.held, grant?.updatedAt], ['suspended', held, NOW + HOUR]);
        assert.deepEqual((await store().grantIn(id, tenantId))?.grant.held, held);
      }
      const ended = await store().grantById(grantId);
      assert.deepEqual([ended?.status, ended?.held, ended?.updatedAt], ['revoked', null, NOW]);
    });

    it('holds every client, whose other settings stay', async () => {
      const settings = { plan: 'large' };
      await store().updateClient(client({ settings, registrationTokenHash: null }), []);
      await store().endEverything(NOW);
      assert.deepEqual((await store().client('platform', NOW))?.client.settings, { ...settings, held: true });
      assert.deepEqual((await store().client('other', NOW))?.client.settings, { held: true });
    });
  });

  describe('adding rows of an export', () => {
    it('keeps their ids, and gives the rows after them greater ones', async () => {
      const newest = async () => (await store().auditTrail({ limit: 1 }))[0]?.id ?? 0;
      const id = (await newest()) + 5;
      const rows = [{ ...event('client.created'), id }];
      assert.equal(await store().addExported({ rows, seals: [] }), 'added');
      await store().record(Array.from({ length: 6 }, () => event('client.changed')));
      assert.equal(await newest(), id + 6);
      assert.equal(await store().addExported({ rows, seals: [] }), 'exists');
    });
  });

  describe('renewing keys', () => {
    it('exchanges all or none, and hands unused refresh tokens to the new key', async () => {
      const { first } = await connected(store());
      const turn = rotation(first.family, first.refresh.hash);
      assert.equal(await store().rotateRefreshToken(turn), 'rotated');
      const keyOf = async (hash: TokenHash) => (await store().refreshToken(hash))?.refresh.keyId;
      const old = turn.successor.keyId;
      assert.equal(await keyOf(first.refresh.hash), old);
      const key: SealedKey = {
        ...{ id: old, purpose: 'succession', algorithm: 'HMAC', publicJwk: null },
        ...{ sealed: 'sealed', createdAt: NOW },
      };
      await store().addSealedKey(key, 0);
      const renewal = { lost: [old], added: [{ ...key, id: 'new' }], successionId: 'new' };
      // The row cannot be written: JSON has no such number.
      const unwritable = [event('signing_key.rotated', { detail: { by: 1n } })];
      await assert.rejects(store().renewKeys({ ...renewal, audit: unwritable }));
      assert.deepEqual(await store().sealedKeys('succession'), [key]);
      assert.equal(await keyOf(turn.successor.hash), old);

      await store().renewKeys({ ...renewal, audit: [event('signing_key.rotated')] });
      assert.deepEqual(await store().sealedKeys('succession'), [{ ...key, id: 'new' }]);
      assert.equal(await keyOf(turn.successor.hash), 'new');
      assert.equal(await keyOf(first.refresh.hash), old, 'its successor was derived already');
    });
  });
}
