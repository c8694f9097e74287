import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClientId, TenantId } from '../../../src/model/index.ts';
import { approved, type Current, client, event, HOUR, NOW } from '../fixtures.ts';

export function restoringCases(store: Current): void {
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
}
