import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventWithoutRequest } from '../../../src/audit/event.ts';
import { sha256 } from '../../../src/lib/compare.ts';
import { type AuditEvent, TenantId, UserId } from '../../../src/model/index.ts';
import { userRecord } from '../../acme/records.ts';
import { NOW, type Open } from '../fixtures.ts';

const event = (kind: AuditEvent['kind']): AuditEvent[] => [eventWithoutRequest(kind, NOW, {})];
const user = (id: string, email: string) => userRecord({ id: UserId(id), email, createdAt: NOW });

/** For a store without a seed. */
export function oneByOneCases(open: Open): void {
  describe('one by one', () => {
    it('tenants and people are added one by one, each once, with what was audited', async (t) => {
      const { store, remove } = await open({ now: () => NOW });
      t.after(remove);
      const tenant = { id: TenantId('org_b'), name: 'Birch' };
      assert.equal(await store.addTenant(tenant, event('tenant.created')), 'added');
      assert.equal(await store.addTenant({ ...tenant, name: 'Other' }, event('tenant.created')), 'exists');
      assert.deepEqual(await store.tenantById('org_b'), tenant);
      assert.equal(await store.tenantById('org_x'), null);

      assert.equal(await store.addUser(user('usr_1', 'ann@birch.test'), event('user.created')), 'added');
      assert.equal(await store.addUser(user('usr_2', 'ANN@birch.test'), event('user.created')), 'exists');

      const place = { tenantId: TenantId('org_b'), userId: UserId('usr_1'), role: 'owner' };
      assert.equal(
        await store.addMembership({ ...place, tenantId: TenantId('org_x') }, event('member.added')),
        'unknown',
      );
      assert.equal(
        await store.addMembership({ ...place, userId: UserId('usr_2') }, event('member.added')),
        'unknown',
      );
      assert.equal(await store.addMembership(place, event('member.added')), 'added');
      assert.equal(await store.addMembership({ ...place, role: 'viewer' }, event('member.added')), 'exists');
      assert.equal((await store.membership(UserId('usr_1'), TenantId('org_b')))?.role, 'owner');

      const kinds = (await store.auditTrail({ limit: 10 })).map(({ kind }) => kind);
      assert.deepEqual(kinds, ['member.added', 'user.created', 'tenant.created']);
    });

    it('tenants are read in pages', async (t) => {
      const { store, remove } = await open({ now: () => NOW });
      t.after(remove);
      for (const id of ['c', 'a', 'b']) await store.addTenant({ id: TenantId(id), name: id }, []);
      const ids = async (after: string | null) =>
        (await store.tenants({ after, limit: 2 })).map(({ id }) => id);
      assert.deepEqual(await ids(null), ['a', 'b']);
      assert.deepEqual(await ids('b'), ['c']);
    });

    it('an initial access token that was added is found until it expires', async (t) => {
      const { store, remove } = await open({ now: () => NOW });
      t.after(remove);
      const token = { hash: sha256('h'), usesLeft: 1, createdAt: NOW, expiresAt: NOW + 1_000 };
      await store.addInitialAccessToken(token, event('registration_token.created'));
      assert.deepEqual(await store.initialAccessToken(sha256('h'), NOW), token);
      assert.equal(await store.initialAccessToken(sha256('h'), NOW + 1_000), null);
    });
  });
}
