import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TenantId, type TenantProvider } from '../../../src/model/index.ts';
import { type Current, event, logged, NOW, tally } from '../fixtures.ts';

const ORG_A = TenantId('org_a');

const provider = (over: Partial<TenantProvider> = {}): TenantProvider => ({
  ...{ tenantId: ORG_A, title: 'Alder', issuer: 'https://idp.alder.example', clientId: 'latchkey' },
  ...{ sealedSecret: 'v1.sealed', role: 'viewer', createdAt: NOW },
  ...{ subjectClaim: 'sub', groupsClaim: 'groups' },
  ...over,
});

export function tenantProviderCases(store: Current): void {
  describe('providers of tenants', () => {
    const set = (over: Partial<TenantProvider> = {}) =>
      store().setTenantProvider(provider(over), [event('provider.set')]);
    const remove = () => store().removeTenantProvider(ORG_A, [event('provider.removed')]);

    it('are one for each tenant, replaced as a whole, and removed once', async () => {
      assert.equal(await store().tenantProvider('org_a'), null);
      await Promise.all([set(), set({ title: 'Second' }), set({ tenantId: TenantId('org_b') })]);
      assert.equal(await set({ title: 'Last', role: 'owner' }), 'set');
      assert.deepEqual(await store().tenantProvider('org_a'), provider({ title: 'Last', role: 'owner' }));
      assert.equal((await store().tenantProvider('org_b'))?.title, 'Alder');
      assert.deepEqual(tally(await Promise.all([remove(), remove()])), { removed: 1, unknown: 1 });
      assert.equal(await store().tenantProvider('org_a'), null);
      assert.deepEqual(await logged(store()), { 'provider.set': 4, 'provider.removed': 1 });
    });

    it('and their groups have roles, all replaced at once', async () => {
      const set = (...names: string[]) =>
        store().setGroupRoles(
          ORG_A,
          names.map((groupName) => ({ tenantId: ORG_A, groupName, role: 'viewer' })),
          [event('group_roles.set')],
        );
      const there = async () => (await store().groupRoles(ORG_A)).map(({ groupName }) => groupName);
      await set('one', 'two');
      await set('two', 'three');
      assert.deepEqual([await there(), await store().groupRoles(TenantId('org_b'))], [['three', 'two'], []]);
      await assert.rejects(set('one', 'one'));
      assert.deepEqual(await there(), ['three', 'two']);
      await store().deleteTenant({ tenantId: ORG_A, audit: [event('tenant.deleted')] });
      assert.deepEqual(await there(), []);
    });

    it('belong to a tenant that there is, and leave with it', async () => {
      assert.equal(await set({ tenantId: TenantId('org_none') }), 'unknown');
      await set();
      await store().deleteTenant({ tenantId: ORG_A, audit: [event('tenant.deleted')] });
      assert.equal(await store().tenantProvider('org_a'), null);
    });
  });
}
