import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ClientId, type GrantId, TenantId, type TokenHash, UserId } from '../../../src/model/index.ts';
import {
  approved,
  type Current,
  connected,
  consent,
  event,
  family,
  grantAfter,
  logged,
  NOW,
  redemption,
  SECOND,
} from '../fixtures.ts';

const project = (id: string) => ({ type: 'project', id });

export function grantCases(store: Current): void {
  const revoke = (grantId: GrantId, tenantId = TenantId('org_a')) =>
    store().revokeGrant({ grantId, tenantId, now: NOW, audit: [event('authorization.revoked')] });
  const suspend = (grantId: GrantId, suspended: boolean, tenantId = TenantId('org_a')) =>
    store().suspendGrant({
      grantId,
      tenantId,
      suspended,
      now: NOW,
      audit: [event('authorization.changed')],
    });

  describe('grants', () => {
    it('begins with what was consented to, and can be found four ways', async () => {
      const given = consent({ resources: [project('1')], ceiling: ['cases.*'] });
      const grant = await grantAfter(store(), given);
      assert.deepEqual(grant, {
        id: given.newGrantId,
        clientId: ClientId('platform'),
        userId: UserId('usr_ann'),
        tenantId: TenantId('org_a'),
        mode: 'live',
        scopes: ['read'],
        resources: [project('1')],
        ceiling: ['cases.*'],
        connectedAccountId: given.newConnectedAccountId,
        selection: 0,
        ipAllowlist: null,
        held: null,
        status: 'active',
        version: 1,
        createdAt: NOW,
        repeatedAt: null,
        expiresAt: null,
        authorizedAt: NOW,
        updatedAt: NOW,
      });
      assert.deepEqual(await store().grantById(grant.id), grant);
      assert.deepEqual(
        await store().grantFor(ClientId('platform'), UserId('usr_ann'), TenantId('org_a')),
        grant,
      );
      const connection = await store().connectedAccount(given.newConnectedAccountId ?? '', []);
      assert.deepEqual(connection?.grant, grant);
      const page = { revoked: false, before: null, limit: 9 };
      const [listed] = await store().grantsIn({
        ...page,
        tenantId: TenantId('org_a'),
        userId: UserId('usr_ann'),
      });
      assert.deepEqual(listed?.grant, grant);
      assert.equal(listed?.client.id, 'platform');
      assert.equal((await store().grantsIn({ ...page, tenantId: TenantId('org_a') }))[0]?.user.id, 'usr_ann');
      assert.deepEqual(
        await store().grantsIn({ ...page, tenantId: TenantId('org_a'), userId: UserId('usr_ben') }),
        [],
      );
      assert.deepEqual(await store().grantsIn({ ...page, tenantId: TenantId('org_b') }), []);
      assert.deepEqual(await store().grantsIn({ ...page, tenantId: TenantId('org_a'), revoked: true }), []);
      assert.equal((await store().grantIn(grant.id, TenantId('org_a')))?.client.id, 'platform');
      assert.equal(await store().grantIn(grant.id, TenantId('org_b')), null);
    });

    it('adds scopes to a live grant and replaces its resources', async () => {
      const first = await grantAfter(store(), consent({ resources: [project('1')] }));
      const second = await grantAfter(
        store(),
        consent({ scopes: ['write', 'read'], resources: [project('2')] }),
      );
      assert.deepEqual(second.scopes, ['read', 'write']);
      assert.deepEqual(second.resources, [project('2')]);
      assert.equal(second.id, first.id);
      assert.equal(second.connectedAccountId, first.connectedAccountId);
      assert.equal(second.version, first.version);
    });

    it('opens by each token what was selected when it was issued, less what was taken away since', async () => {
      const ids = ['1', '2', '3'] as const;
      const selections = fc.subarray([...ids], { minLength: 1 });
      const steps = fc.array(fc.record({ act: fc.constantFrom('consent', 'shrink'), selected: selections }), {
        minLength: 1,
        maxLength: 8,
      });
      await fc.assert(
        fc.asyncProperty(steps, async (script) => {
          const issued: { hash: TokenHash; opens: Set<string> }[] = [];
          const earlier = await store().grantFor(ClientId('platform'), UserId('usr_ann'), TenantId('org_a'));
          if (earlier) await revoke(earlier.id);
          let held: readonly string[] | null = null;
          for (const { act, selected } of script) {
            if (act === 'consent') {
              const begun = await approved(store(), { resources: selected.map(project) });
              const found = await store().code(begun.codeHash);
              assert.ok(found);
              const of = family(begun, { context: found.code.context });
              const redeemed = redemption(begun, { family: of });
              assert.equal(await store().redeemCode(redeemed), 'redeemed');
              issued.push({ hash: redeemed.access.hash, opens: new Set(selected) });
              held = selected;
            } else if (held !== null) {
              const left: string[] = held.filter((id) => selected.includes(id as '1'));
              const grant = await store().grantFor(
                ClientId('platform'),
                UserId('usr_ann'),
                TenantId('org_a'),
              );
              assert.ok(grant);
              const change = { scopes: grant.scopes, resources: left.map(project), now: NOW, audit: [] };
              assert.equal(
                await store().shrinkGrant({ grantId: grant.id, tenantId: TenantId('org_a'), ...change }),
                'changed',
              );
              held = left;
            }
            for (const { hash, opens } of issued) {
              for (const id of opens) if (!held?.includes(id)) opens.delete(id);
              const record = await store().accessToken(hash);
              assert.deepEqual(new Set(record?.grant?.resources?.map(({ id }) => id)), opens);
            }
          }
        }),
        { numRuns: 40 },
      );
    });

    it('forgets what tokens of fifty consents ago opened, and keeps nothing of a grant that was revoked', async () => {
      const first = await approved(store(), { resources: [project('0')] });
      const redeemed = redemption(first, { family: family(first) });
      await store().redeemCode(redeemed);
      const opens = async () => (await store().accessToken(redeemed.access.hash))?.grant?.resources;
      for (let consents = 1; consents <= 50; consents++) {
        await grantAfter(store(), consent({ resources: [project('0'), project(String(consents))] }));
      }
      assert.deepEqual(await opens(), [project('0')]);
      await grantAfter(store(), consent({ resources: [project('0'), project('51')] }));
      assert.deepEqual(await opens(), []);
      assert.equal(await revoke(first.grantId), 'revoked');
      assert.equal((await opens())?.length, 0);
    });

    it('keeps the selection of another consent that is given at the same moment, where nothing was selected', async () => {
      const [, second] = await Promise.all([
        grantAfter(store(), consent({ resources: [project('1')] })),
        grantAfter(store(), consent({ scopes: ['write'], resources: 'unchanged' })),
      ]);
      const both = await store().grantById(second.id);
      assert.deepEqual([both?.resources, both?.scopes.toSorted()], [[project('1')], ['read', 'write']]);
      assert.equal(await revoke(second.id), 'revoked');
      const afresh = await grantAfter(store(), consent({ resources: 'unchanged' }));
      assert.equal(afresh.resources, null);
    });

    it('begins afresh on a revoked grant: new scopes alone, same account, no old token revived', async () => {
      const { begun, first } = await connected(store());
      assert.equal(await revoke(begun.grantId), 'revoked');
      const again = await grantAfter(store(), consent({ scopes: ['write'], now: NOW + SECOND }));
      assert.equal(again.id, begun.grantId);
      assert.equal(again.status, 'active');
      assert.deepEqual(again.scopes, ['write']);
      assert.equal(again.connectedAccountId, begun.connectedAccountId);
      const record = await store().accessToken(first.access.hash);
      assert.notEqual(record?.token.grantVersion, record?.grant?.version);
    });

    it('resumes nothing when consent is given on a suspended grant', async () => {
      const { grantId } = await approved(store());
      assert.equal(await suspend(grantId, true), 'changed');
      const again = await approved(store(), { scopes: ['write'] });
      const grant = await store().grantById(grantId);
      assert.equal(grant?.status, 'suspended');
      assert.deepEqual(grant?.scopes, ['read', 'write']);
      assert.equal(await store().redeemCode(redemption(again)), 'revoked');
      assert.equal(await suspend(grantId, false), 'changed');
      assert.equal(await store().redeemCode(redemption(again)), 'redeemed');
    });

    it('revokes once, and only for the tenant whose grant it is', async () => {
      const { grantId } = await approved(store());
      assert.equal(await revoke(grantId, TenantId('org_b')), 'unknown');
      assert.equal((await store().grantById(grantId))?.status, 'active');
      assert.equal(await revoke(grantId), 'revoked');
      assert.equal(await revoke(grantId), 'already');
      assert.equal((await store().grantById(grantId))?.version, 2);
      assert.equal((await logged(store()))['authorization.revoked'], 1);
    });

    it('suspends and resumes, but not for another tenant and not what is revoked', async () => {
      const { grantId } = await approved(store());
      assert.equal(await suspend(grantId, true, TenantId('org_b')), 'unknown');
      await suspend(grantId, true);
      await suspend(grantId, true);
      assert.equal((await store().grantById(grantId))?.status, 'suspended');
      await suspend(grantId, false);
      assert.equal((await store().grantById(grantId))?.status, 'active');
      assert.equal((await logged(store()))['authorization.changed'], 2);
      await revoke(grantId);
      assert.equal(await suspend(grantId, false), 'unknown');
      assert.equal((await store().grantById(grantId))?.status, 'revoked');
    });

    it('shrinks, and refuses whatever would be more than before', async () => {
      const { grantId } = await approved(store(), {
        scopes: ['read', 'write'],
        resources: [project('1'), project('2')],
      });
      const shrink = (
        scopes: string[],
        resources: { type: string; id: string }[] | null,
        tenantId = TenantId('org_a'),
      ) => store().shrinkGrant({ grantId, tenantId, scopes, resources, now: NOW, audit: [] });
      assert.equal(await shrink(['read'], [project('1')], TenantId('org_b')), 'unknown');
      assert.equal(await shrink(['read', 'admin'], [project('1')]), 'wider');
      assert.equal(await shrink(['read'], null), 'wider');
      assert.equal(await shrink(['read'], [project('3')]), 'wider');
      assert.equal(await shrink(['read'], [{ type: 'account', id: '1' }]), 'wider');
      assert.equal(await shrink(['read'], [project('2')]), 'changed');
      const grant = await store().grantById(grantId);
      assert.deepEqual([grant?.scopes, grant?.resources], [['read'], [project('2')]]);
      assert.equal(await shrink(['read', 'write'], [project('2')]), 'wider');
      await revoke(grantId);
      assert.equal(await shrink([], []), 'unknown');
    });

    it('limits a grant that was open to all resources', async () => {
      const { grantId } = await approved(store());
      const change = { grantId, tenantId: TenantId('org_a'), scopes: ['read'], now: NOW, audit: [] };
      assert.equal(await store().shrinkGrant({ ...change, resources: null }), 'changed');
      assert.equal(await store().shrinkGrant({ ...change, resources: [project('9')] }), 'changed');
    });
  });
}
