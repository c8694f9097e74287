import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../../../src/lib/compare.ts';
import { newId, newSecret } from '../../../src/lib/ids.ts';
import { ClientId, type Grant, type ResourceRef, TenantId, UserId } from '../../../src/model/index.ts';
import type { Consent } from '../../../src/store/store.ts';
import { type Current, consent, grantAfter, logged, NOW } from '../fixtures.ts';

const project = (id: string): ResourceRef => ({ type: 'project', id });

/** A manager's decision about a connection, which its user cannot undo. */
export function holdCases(store: Current): void {
  const grantOf = async (id: string): Promise<Grant> => {
    const grant = await store().grantById(id);
    assert.ok(grant);
    return grant;
  };
  const about = ({ id }: Pick<Grant, 'id'>, byManager: boolean) => ({
    grantId: id,
    tenantId: TenantId('org_a'),
    now: NOW,
    byManager,
    audit: [],
  });
  const approve = (over: Partial<Consent> = {}) =>
    grantAfter(store(), consent({ codeHash: sha256(newSecret()), ...over }));

  describe("a manager's decision", () => {
    it('stops a connection until a manager resumes it', async () => {
      const grant = await approve();
      for (const first of [true, false]) {
        // Also one that its user had suspended before.
        if (first) await store().suspendGrant({ ...about(grant, false), suspended: true });
        await store().suspendGrant({ ...about(grant, true), suspended: true });
        assert.equal(await store().suspendGrant({ ...about(grant, false), suspended: false }), 'held');
        assert.equal((await grantOf(grant.id)).status, 'suspended');
        assert.equal(await store().suspendGrant({ ...about(grant, true), suspended: false }), 'changed');
        assert.deepEqual(await grantOf(grant.id), { ...grant, held: null });
      }
    });

    it('ends a connection until a manager leaves it to its user, whatever is consented to', async () => {
      const grant = await approve();
      // A manager who comes second decides as well.
      assert.equal(await store().revokeGrant(about(grant, false)), 'revoked');
      assert.equal(await store().revokeGrant(about(grant, true)), 'revoked');
      assert.equal(await store().revokeGrant(about(grant, true)), 'already');
      const held = await grantOf(grant.id);
      const code = sha256(newSecret());
      const again = await store().approve(consent({ codeHash: code }));
      assert.deepEqual([again, await grantOf(grant.id)], [{ outcome: 'held', grant: held }, held]);
      assert.equal(await store().code(code), null);
      const { 'authorization.granted': granted, 'authorization.denied': denied } = await logged(store());
      assert.deepEqual([granted, denied], [1, 1]);
      const { audit: _audit, ...rest } = about(grant, false);
      assert.equal(await store().releaseGrant({ ...rest, audit: [] }), 'released');
      assert.equal(await store().releaseGrant({ ...rest, audit: [] }), 'unknown');
      assert.equal((await approve()).status, 'active');
    });

    it('limits what can be consented to, where a manager took something away', async () => {
      const before = await approve({ scopes: ['read', 'write'], resources: [project('1'), project('2')] });
      const left = { scopes: ['read'], resources: [project('1')] };
      await store().shrinkGrant({ ...about(before, true), ...left, managerLeaves: ['read', 'read:cases'] });
      const shrunk = await grantOf(before.id);
      for (const wider of [
        { scopes: ['write'], resources: [project('1')] },
        { scopes: ['read'], resources: [project('1'), project('2')] },
        { scopes: ['read'], resources: null },
      ]) {
        assert.deepEqual(await approve(wider), shrunk);
      }
      assert.deepEqual((await approve({ scopes: ['read:cases'], resources: 'unchanged' })).scopes, [
        'read',
        'read:cases',
      ]);
      // Neither does revoking it and beginning afresh lead further.
      await store().revokeGrant(about(before, false));
      const afresh = await approve({ scopes: ['read'], resources: 'unchanged' });
      assert.deepEqual([afresh.status, afresh.resources], ['active', [project('1')]]);
      const wide = { scopes: ['read', 'write'], resources: [project('2')] };
      assert.deepEqual((await approve({ ...wide, byManager: true })).held, null);
      assert.deepEqual((await approve(wide)).resources, [project('2')]);
    });

    it('is nothing where a manager left everything as it was', async () => {
      const grant = await approve({ scopes: ['read', 'write'] });
      const same = { scopes: ['write', 'read'], resources: null, managerLeaves: ['read', 'write'] };
      await store().shrinkGrant({ ...about(grant, true), ...same });
      assert.equal((await grantOf(grant.id)).held, null);
    });

    it('holds addresses until a manager lifts them', async () => {
      const grant = await approve();
      const limit = (ipAllowlist: string[] | null, byManager: boolean) =>
        store().limitGrantAddresses({ ...about(grant, byManager), ipAllowlist });
      assert.equal(await limit(['192.0.2.0/24'], false), 'changed');
      assert.equal(await limit(['198.51.100.0/24'], true), 'changed');
      for (const wish of [null, ['192.0.2.0/24']]) assert.equal(await limit(wish, false), 'held');
      await store().revokeGrant(about(grant, false));
      assert.deepEqual((await approve()).ipAllowlist, ['198.51.100.0/24']);
      assert.equal(await limit(null, false), 'held');
      assert.equal(await limit(null, true), 'changed');
      assert.equal(await limit(['192.0.2.0/24'], false), 'changed');
    });

    it('is undone by no row of things that its user can do', async () => {
      const someScopes = fc.uniqueArray(fc.constantFrom('read', 'write'), { minLength: 1 });
      const someResources = fc.option(fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1 }));
      const step = fc.record({
        what: fc.constantFrom('resume', 'suspend', 'revoke', 'shrink', 'limit', 'consent', 'device'),
        scopes: someScopes,
        projects: someResources,
      });
      const decision = fc.constantFrom('suspend', 'revoke', 'shrink', 'limit');
      await fc.assert(
        fc.asyncProperty(decision, fc.array(step, { minLength: 1, maxLength: 8 }), async (decided, steps) => {
          // Each run begins anew, as a manager's consent does.
          await approve({ byManager: true });
          const begun = await store().grantFor(ClientId('platform'), UserId('usr_ann'), TenantId('org_a'));
          assert.ok(begun);
          await store().limitGrantAddresses({ ...about(begun, true), ipAllowlist: null });
          await store().suspendGrant({ ...about(begun, true), suspended: false });
          const all = { scopes: ['read', 'write'], resources: [project('1'), project('2')] };
          await approve({ ...all, byManager: true });
          const left = { scopes: ['read'], resources: [project('1')] };
          if (decided === 'suspend') await store().suspendGrant({ ...about(begun, true), suspended: true });
          if (decided === 'revoke') await store().revokeGrant(about(begun, true));
          if (decided === 'shrink')
            await store().shrinkGrant({ ...about(begun, true), ...left, managerLeaves: ['read'] });
          if (decided === 'limit')
            await store().limitGrantAddresses({ ...about(begun, true), ipAllowlist: ['192.0.2.0/24'] });
          for (const { what, scopes, projects } of steps) {
            const resources = projects?.map(project) ?? null;
            if (what === 'resume' || what === 'suspend')
              await store().suspendGrant({ ...about(begun, false), suspended: what === 'suspend' });
            if (what === 'revoke') await store().revokeGrant(about(begun, false));
            if (what === 'shrink') await store().shrinkGrant({ ...about(begun, false), scopes, resources });
            if (what === 'limit')
              await store().limitGrantAddresses({ ...about(begun, false), ipAllowlist: null });
            if (what === 'consent') await approve({ scopes, resources });
            if (what === 'device') await allowDevice(scopes, resources);
            const now = await grantOf(begun.id);
            if (decided === 'suspend' || decided === 'revoke') assert.notEqual(now.status, 'active');
            if (decided === 'limit') assert.deepEqual(now.ipAllowlist, ['192.0.2.0/24']);
            if (decided === 'shrink' && now.status === 'active') {
              assert.deepEqual(now.scopes, ['read']);
              assert.deepEqual(now.resources, [project('1')]);
            }
          }
        }),
        { numRuns: 60 },
      );
    });
  });

  async function allowDevice(scopes: string[], resources: ResourceRef[] | null): Promise<void> {
    const hash = sha256(newSecret());
    await store().openDeviceRequest(
      {
        ...{
          hash,
          userCodeHash: sha256(newId('code')),
          clientId: ClientId('platform'),
          scopes,
          audience: [],
          mode: 'live',
        },
        ...{ authorizationDetails: [], status: 'pending', userId: null, tenantId: null, grantId: null },
        ...{
          grantVersion: null,
          selection: null,
          authenticatedAt: null,
          createdAt: NOW,
          expiresAt: NOW + 60_000,
        },
        ...{ polledAt: null, interval: 5_000 },
      },
      [],
    );
    const { code: _code, ...rest } = consent({ scopes, resources });
    const outcome = await store().allowDevice({ ...rest, deviceHash: hash, authenticatedAt: NOW });
    assert.ok(outcome === 'allowed' || outcome === 'held', outcome);
    if (outcome === 'held') assert.equal((await store().deviceRequest(hash))?.status, 'pending');
  }
}
