import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { type Member, TenantId, UserId } from '../../../src/model/index.ts';
import { type Current, event, HOUR, logged, NOW, SECOND, seed } from '../fixtures.ts';

const MINUTE = 60 * SECOND;

export function peopleCases(store: Current): void {
  describe('people', () => {
    it('plants a seed once in its life', async () => {
      const again = { ...seed(), tenants: [{ id: TenantId('org_c'), name: 'Cedar' }] };
      assert.equal(await store().seedOnce(again), false);
      assert.deepEqual(await store().membersOf({ tenantId: TenantId('org_c'), after: null, limit: 9 }), []);
    });

    it('finds a user by e-mail address whatever its case, and nobody by a stranger', async () => {
      assert.equal((await store().userByEmail('ANN@alder.EXAMPLE'))?.id, 'usr_ann');
      assert.equal((await store().userById('usr_ben'))?.passwordHash, null);
      assert.equal(await store().userByEmail('%'), null);
      assert.equal(await store().userById("' OR 1=1"), null);
    });

    it('lists users by address, those only whose address or name begins with a text, and none who was deleted', async () => {
      const user = (id: string, name: string) => ({
        ...{ id: UserId(id), name, email: `${id}@Birch.example`, passwordHash: null, createdAt: NOW },
      });
      await store().addUser(user('Usr_x', 'Émile %'), []);
      await store().addUser(user('usr_y', 'annabel'), []);
      const found = async (search: string | null, after: string | null = null) =>
        (await store().usersPage({ search, after, limit: 2 })).map(({ id }) => id);
      const all = await store().usersPage({ search: null, after: null, limit: 99 });
      const emails = all.map(({ email }) => email.toLowerCase());
      assert.deepEqual(emails, emails.toSorted());
      const last = all[1]?.email ?? '';
      assert.deepEqual(
        [...(await found(null)), ...(await found(null, last))],
        all.slice(0, 4).map(({ id }) => id),
      );
      assert.deepEqual(await found('USR_'), ['Usr_x', 'usr_y']);
      assert.deepEqual(await found('ANN'), ['usr_ann', 'usr_y']);
      assert.deepEqual(await found('ANN', 'ann@alder.example'), ['usr_y']);
      assert.deepEqual(await found('Émile %'), ['Usr_x']);
      assert.deepEqual(await found('%'), []);
      await store().deletePerson({ userId: UserId('usr_y'), audit: [] });
      assert.deepEqual(await found('usr_'), ['Usr_x']);
    });

    it('lists tenants by id, those only whose name or id begins with a text', async () => {
      await store().addTenant({ id: TenantId('x_1'), name: 'Ébène & Fils' }, []);
      await store().addTenant({ id: TenantId('x_2'), name: 'birch %' }, []);
      const found = async (search: string | null, after: string | null = null) =>
        (await store().tenants({ search, after, limit: 2 })).map(({ id }) => id);
      assert.deepEqual(await found('X_'), []);
      assert.deepEqual(await found('x_'), ['x_1', 'x_2']);
      assert.deepEqual(await found('x_', 'x_1'), ['x_2']);
      assert.deepEqual(await found('Éb'), ['x_1']);
      assert.ok((await found('BIRCH')).includes(TenantId('x_2')));
      assert.deepEqual(await found('%'), []);
      assert.equal((await found(null)).length, 2);
    });

    it('renames a user and a tenant once for each state, in the list of members too', async () => {
      const rename = (name: string, from = 'Ann') =>
        store().renameUser({ userId: UserId('usr_ann'), name, from, audit: [event('user.renamed')] });
      assert.deepEqual((await Promise.all([rename('Zora'), rename('Yara')])).toSorted(), [
        'overtaken',
        'renamed',
      ]);
      assert.equal(await rename('Zora', 'Xara'), 'overtaken');
      const members = await store().membersOf({ tenantId: TenantId('org_b'), after: null, limit: 9 });
      assert.deepEqual(
        members.map(({ name }) => name),
        ['Ben', (await store().userById('usr_ann'))?.name],
      );
      const tenant = (id: string, name: string, from: string) =>
        store().renameTenant({ tenantId: TenantId(id), name, from, audit: [event('tenant.renamed')] });
      assert.equal(await tenant('org_b', 'Beech Ltd', 'Birch Ltd'), 'renamed');
      assert.equal(await tenant('org_b', 'Elm Ltd', 'Birch Ltd'), 'overtaken');
      assert.equal(await tenant('org_z', 'Elm Ltd', 'Birch Ltd'), 'unknown');
      assert.equal((await store().tenantById('org_b'))?.name, 'Beech Ltd');
      assert.deepEqual(await logged(store()), { 'user.renamed': 1, 'tenant.renamed': 1 });
    });

    it('keeps memberships by tenant', async () => {
      const ann = await store().membershipsOf(UserId('usr_ann'));
      assert.deepEqual(
        ann.map(({ tenantName, role }) => [tenantName, role]),
        [
          ['Alder & Co', 'owner'],
          ['Birch Ltd', 'clerk'],
        ],
      );
      assert.equal(await store().membership(UserId('usr_ben'), TenantId('org_a')), null);
      const birch = await store().membersOf({ tenantId: TenantId('org_b'), after: null, limit: 9 });
      assert.deepEqual(
        birch.map(({ name, email }) => [name, email]),
        [
          ['Ann', 'Ann@alder.example'],
          ['Ben', 'ben@birch.example'],
        ],
      );
    });

    it('lists members by name, a page at a time, and finds one', async () => {
      const names = ['Zoe', 'Cem', 'Cem'];
      for (const [index, name] of names.entries()) {
        const id = UserId(`usr_${index}`);
        const user = { id, name, email: `${id}@birch.example`, passwordHash: null, createdAt: NOW };
        await store().addUser(user, []);
        await store().addMembership({ tenantId: TenantId('org_b'), userId: id, role: 'clerk' }, []);
      }
      const seen: string[] = [];
      for (let after: Member | null = null; ; ) {
        const page: Member[] = await store().membersOf({ tenantId: TenantId('org_b'), after, limit: 2 });
        seen.push(...page.map(({ name, userId }) => `${name} ${userId}`));
        after = page.at(-1) ?? null;
        if (page.length < 2) break;
      }
      assert.deepEqual(seen, ['Ann usr_ann', 'Ben usr_ben', 'Cem usr_1', 'Cem usr_2', 'Zoe usr_0']);
      assert.equal((await store().member('usr_1', TenantId('org_b')))?.name, 'Cem');
      assert.equal(await store().member('usr_1', TenantId('org_a')), null);
    });

    it('tells whether somebody else has a role', async () => {
      assert.equal(
        await store().isHeldByOther(['owner', 'partner'], TenantId('org_a'), UserId('usr_ann')),
        false,
      );
      assert.equal(
        await store().isHeldByOther(['owner', 'partner'], TenantId('org_a'), UserId('usr_ben')),
        true,
      );
      assert.equal(
        await store().isHeldByOther(['owner', 'partner'], TenantId('org_b'), UserId('usr_ben')),
        false,
        'of another tenant',
      );
    });

    it('changes a role in one tenant only, with its event', async () => {
      const change = { userId: UserId('usr_ann'), role: 'viewer', audit: [event('member.role_changed')] };
      assert.equal(await store().setRole({ ...change, tenantId: TenantId('org_b') }), 'changed');
      assert.equal((await store().membership(UserId('usr_ann'), TenantId('org_a')))?.role, 'owner');
      assert.equal(await store().setRole({ ...change, tenantId: TenantId('org_none') }), 'unknown');
      assert.deepEqual(await logged(store()), { 'member.role_changed': 1 });
    });

    it('saves a custom role anew under the same name', async () => {
      const role = {
        tenantId: TenantId('org_b'),
        name: 'clerk',
        title: 'Senior clerk',
        permissions: ['cases.*'],
      };
      await store().saveCustomRole(role, [event('role.changed')]);
      assert.deepEqual(await store().customRoles(TenantId('org_b')), [role]);
      assert.deepEqual(await store().customRoles(TenantId('org_a')), []);
    });

    it('removes a custom role that nobody in its tenant has', async () => {
      const role = {
        tenantId: TenantId('org_b'),
        name: 'auditor',
        title: 'Auditor',
        permissions: ['cases.read'],
      };
      const remove = (name: string, tenantId = TenantId('org_b')) =>
        store().removeCustomRole({ tenantId, name, audit: [event('role.removed')] });
      await store().saveCustomRole(role, []);
      await store().saveCustomRole({ ...role, tenantId: TenantId('org_a') }, []);
      await store().setRole({
        tenantId: TenantId('org_b'),
        userId: UserId('usr_ann'),
        role: 'auditor',
        audit: [],
      });
      assert.equal(await remove('auditor'), 'in_use');
      assert.equal(await remove('auditor', TenantId('org_a')), 'removed');
      await store().setRole({
        tenantId: TenantId('org_b'),
        userId: UserId('usr_ann'),
        role: 'clerk',
        audit: [],
      });
      assert.equal(await remove('auditor'), 'removed');
      assert.equal(await remove('auditor'), 'unknown');
      assert.deepEqual(
        (await store().customRoles(TenantId('org_b'))).map(({ name }) => name).includes('auditor'),
        false,
      );
      assert.deepEqual(await logged(store()), { 'role.removed': 2 });
    });

    it('opens, touches at most once a minute, expires and ends a session', async () => {
      const opened = {
        hash: sha256('session'),
        userId: UserId('usr_ann'),
        createdAt: NOW,
        publicId: 'ses_1',
        methods: ['pwd' as const],
        browser: null,
        lastSeenAt: NOW,
        expiresAt: NOW + HOUR,
      };
      await store().openSession(opened, [event('session.opened')]);
      assert.equal((await store().session(sha256('session'), NOW + MINUTE - 1))?.session.lastSeenAt, NOW);
      assert.equal(
        (await store().session(sha256('session'), NOW + MINUTE))?.session.lastSeenAt,
        NOW + MINUTE,
      );
      const later = await store().session(sha256('session'), NOW + MINUTE + SECOND);
      assert.equal(later?.session.lastSeenAt, NOW + MINUTE);
      assert.equal(later?.user.id, 'usr_ann');
      assert.equal(await store().session(sha256('session'), NOW + HOUR), null);
      await store().endSession(sha256('session'), [event('session.ended')]);
      await store().endSession(sha256('session'), [event('session.ended')]);
      assert.equal(await store().session(sha256('session'), NOW), null);
      assert.deepEqual(await logged(store()), { 'session.opened': 1, 'session.ended': 1 });
    });
  });
}
