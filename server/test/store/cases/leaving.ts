import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { ClientId, TenantId, UserId } from '../../../src/model/index.ts';
import type { Place } from '../../../src/store/store.ts';
import {
  approved,
  type Current,
  client,
  connected,
  event,
  HOUR,
  logged,
  NOW,
  personalToken,
} from '../fixtures.ts';

/** How people and customers go, and what goes with them. */
export function leavingCases(store: Current): void {
  const session = (secret: string, userId = UserId('usr_ann')) => ({
    ...{
      hash: sha256(secret),
      publicId: `public-${secret}`,
      userId,
      createdAt: NOW,
      methods: ['pwd' as const],
      browser: null,
      lastSeenAt: NOW,
      expiresAt: NOW + HOUR,
    },
  });

  describe('leaving', () => {
    it('ends one place with what the person has there, and no other', async () => {
      const { begun } = await connected(store());
      const elsewhere = await approved(store(), { tenantId: TenantId('org_b') });
      await store().createPersonalToken(
        personalToken({ id: 'tok_b', hash: sha256('b'), tenantId: TenantId('org_b') }),
        [],
      );
      const remove = () =>
        store().removeMember({
          ...{
            tenantId: TenantId('org_a'),
            userId: UserId('usr_ann'),
            now: NOW,
            audit: [event('member.removed')],
          },
        });
      assert.equal(await remove(), 'removed');
      assert.equal(await store().membership(UserId('usr_ann'), TenantId('org_a')), null);
      const grant = await store().grantById(begun.grantId);
      assert.deepEqual([grant?.status, grant?.version], ['revoked', 2]);
      assert.equal((await store().grantById(elsewhere.grantId))?.status, 'active');
      const [mine] = await store().personalTokensOf(UserId('usr_ann'), TenantId('org_a'));
      const [theirs] = await store().personalTokensOf(UserId('usr_ann'), TenantId('org_b'));
      assert.deepEqual([mine?.revokedAt, theirs?.revokedAt], [NOW, null]);
      assert.equal(await remove(), 'unknown');
      assert.equal((await logged(store()))['member.removed'], 1);
    });

    it('changes a password and ends every other session in one step', async () => {
      for (const secret of ['kept', 'other']) await store().openSession(session(secret), []);
      await store().openSession(session('of ben', UserId('usr_ben')), []);
      const change = { passwordHash: 'new', notices: [], audit: [event('user.password_changed')] };
      assert.equal(
        await store().setPassword({ ...change, userId: UserId('usr_ann'), keep: sha256('kept') }),
        'changed',
      );
      assert.equal((await store().userById('usr_ann'))?.passwordHash, 'new');
      assert.deepEqual(
        (await store().sessionsOf(UserId('usr_ann'), NOW)).map(({ publicId }) => publicId),
        ['public-kept'],
      );
      assert.equal(await store().setPassword({ ...change, userId: UserId('nobody'), keep: null }), 'unknown');
      const end = { userId: UserId('usr_ann'), keep: null, notices: [], audit: [event('session.ended')] };
      assert.deepEqual([await store().endSessionsOf(end), await store().endSessionsOf(end)], [1, 0]);
      assert.equal((await store().sessionsOf(UserId('usr_ben'), NOW)).length, 1);
      assert.deepEqual(await logged(store()), { 'user.password_changed': 1, 'session.ended': 1 });
    });

    it('leaves of a person nothing but the id that the log has', async () => {
      const { begun } = await connected(store());
      await store().openSession(session('open'), []);
      await store().createClient(
        client({ id: 'robot', ownerUserId: UserId('usr_ann'), actsAsUserId: UserId('usr_ann') }),
        null,
        [],
      );
      const gone = () => store().deletePerson({ userId: UserId('usr_ann'), audit: [event('user.deleted')] });
      assert.deepEqual([await gone(), await gone()], ['deleted', 'unknown']);
      const left = await store().userById('usr_ann');
      assert.deepEqual(
        [left?.email, left?.name, left?.passwordHash],
        ['usr_ann@deleted.invalid', 'Somebody who left', null],
      );
      assert.equal(await store().userByEmail('ann@alder.example'), null);
      assert.deepEqual(await store().membershipsOf(UserId('usr_ann')), []);
      assert.deepEqual(await store().sessionsOf(UserId('usr_ann'), NOW), []);
      assert.equal(await store().grantById(begun.grantId), null);
      assert.equal(await store().personalToken(sha256('pat-hash')), null);
      const robot = (await store().client('robot', NOW))?.client;
      // A client that acted as them now acts as a user without rights, never as itself.
      assert.deepEqual([robot?.ownerUserId, robot?.actsAsUserId], [null, 'usr_ann']);
      const [row] = await store().auditTrail({ kind: 'user.deleted', limit: 9 });
      assert.equal(row?.userId, 'usr_ann');
      // The address is free for another user.
      const next = {
        id: UserId('usr_new'),
        email: 'Ann@alder.example',
        name: 'Ann',
        passwordHash: null,
        createdAt: NOW,
      };
      assert.equal(await store().addUser(next, []), 'added');
    });

    it('takes a tenant with everything in it, and nothing of another', async () => {
      const { begun } = await connected(store());
      await store().createClient(client({ id: 'theirs', tenantId: TenantId('org_b') }), null, []);
      const elsewhere = await approved(store(), {
        tenantId: TenantId('org_b'),
        clientId: ClientId('theirs'),
      });
      await store().createClient(client({ id: 'own', tenantId: TenantId('org_a') }), null, []);
      const gone = () =>
        store().deleteTenant({ tenantId: TenantId('org_a'), audit: [event('tenant.deleted')] });
      assert.deepEqual([await gone(), await gone()], ['deleted', 'unknown']);
      assert.equal(await store().tenantById('org_a'), null);
      assert.equal(await store().grantById(begun.grantId), null);
      assert.equal(await store().client('own', NOW), null);
      assert.equal(await store().personalToken(sha256('pat-hash')), null);
      assert.deepEqual(await store().membersOf({ tenantId: TenantId('org_a'), after: null, limit: 9 }), []);
      assert.equal((await store().grantById(elsewhere.grantId))?.status, 'active');
      assert.equal(
        (await store().membersOf({ tenantId: TenantId('org_b'), after: null, limit: 9 })).length,
        2,
      );
    });

    it('shows the tokens and clients of a tenant to its managers', async () => {
      await store().createPersonalToken(
        personalToken({ id: 'tok_new', hash: sha256('n'), createdAt: NOW + 1, userId: UserId('usr_ben') }),
        [],
      );
      await store().createPersonalToken(
        personalToken({ id: 'tok_b', hash: sha256('b'), tenantId: TenantId('org_b') }),
        [],
      );
      const found = await store().personalTokensOfTenant(TenantId('org_a'), 9);
      assert.deepEqual(
        found.map(({ token, user }) => [token.id, user.id]),
        [
          ['tok_new', 'usr_ben'],
          ['tok_seed', 'usr_ann'],
        ],
      );
      assert.equal((await store().personalTokensOfTenant(TenantId('org_a'), 1)).length, 1);
      const page = async (userId: string | null, limit: number, before: Place | null = null) =>
        (
          await store().personalTokensPage({ userId: userId === null ? null : UserId(userId), before, limit })
        ).map(({ token, user }) => [token.id, token.tenantId, user.id]);
      const [newest, ...others] = await page(null, 9);
      assert.deepEqual(newest, ['tok_new', 'org_a', 'usr_ben']);
      assert.deepEqual(
        others.map(([id]) => id),
        ['tok_seed', 'tok_b'],
      );
      assert.deepEqual(await page(null, 9, { createdAt: NOW + 1, id: 'tok_new' }), others);
      assert.deepEqual(await page('usr_ben', 9), [newest]);
      assert.equal((await store().personalTokenById('tok_b'))?.token.tenantId, 'org_b');
      assert.equal(await store().personalTokenById('none'), null);
      await store().createClient(client({ id: 'own', tenantId: TenantId('org_a') }), null, []);
      assert.deepEqual(
        (await store().clientsOfTenant(TenantId('org_a'), 9)).map(({ id }) => id),
        ['other', 'own', 'platform'],
      );
      assert.equal((await store().clientsOfTenant(TenantId('org_a'), 1)).length, 1);
      assert.deepEqual(await store().clientsOfTenant(TenantId('org_b'), 9), []);
    });
  });
}
