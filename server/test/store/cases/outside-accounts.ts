import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type OutsideAccount, TenantId, UserId } from '../../../src/model/index.ts';
import { type Current, event, logged, NOW, tally } from '../fixtures.ts';

const IDP = 'https://idp.example';
const ORG_A = TenantId('org_a');

const person = (subject: string, over: { email?: string; name?: string; userIds?: UserId[] } = {}) => ({
  ...{ source: IDP, subject, email: `${subject}@idp.example`, emailVerified: true, name: subject, now: NOW },
  userIds: [UserId(`usr_${subject}`)],
  audit: { added: [event('user.created')], changed: [event('user.changed')] },
  ...over,
});

const account = (over: Partial<OutsideAccount>): OutsideAccount => ({
  ...{ source: IDP, subject: 'cy', userId: UserId('usr_ann'), email: 'cy@idp.example', emailVerified: false },
  ...{ founding: false, createdAt: NOW, usedAt: NOW },
  ...over,
});

export function outsideAccountCases(store: Current): void {
  describe('accounts at other systems', () => {
    it('add a person once, and find them by source and subject alone', async () => {
      const first = await store().admitOutside(person('cy'));
      assert.deepEqual([first.added, first.user.id, first.user.email], [true, 'usr_cy', 'cy@idp.example']);
      const again = await store().admitOutside(person('cy', { userIds: [UserId('usr_other')] }));
      assert.deepEqual([again.added, again.user.id], [false, 'usr_cy']);
      const elsewhere = {
        ...person('cy', { userIds: [UserId('usr_else')] }),
        source: 'https://other.example',
      };
      assert.equal((await store().admitOutside(elsewhere)).user.id, 'usr_else');
      assert.deepEqual(await logged(store()), { 'user.created': 2 });
    });

    it('claim anybody’s address without being found by it, and without keeping it', async () => {
      const { user } = await store().admitOutside(person('eve', { email: 'ANN@alder.example' }));
      assert.equal((await store().userByEmail('ann@alder.example'))?.id, 'usr_ann');
      assert.equal((await store().userById(user.id))?.email, 'ANN@alder.example');
      await store().giveMembership({ tenantId: ORG_A, userId: user.id, role: 'viewer' }, IDP, []);
      assert.equal((await store().member(user.id, ORG_A))?.email, 'ANN@alder.example');
      await store().admitOutside(person('fay', { email: 'fay@new.example' }));
      const own = { id: UserId('usr_fay2'), email: 'fay@new.example', name: 'Fay', passwordHash: null };
      assert.equal(await store().addUser({ ...own, createdAt: NOW }, []), 'added');
      assert.equal((await store().userByEmail('fay@new.example'))?.id, 'usr_fay2');
    });

    it('take the first id that nobody has', async () => {
      const wanted = person('ann', { userIds: [UserId('usr_ann'), UserId('usr_second')] });
      assert.equal((await store().admitOutside(wanted)).user.id, 'usr_second');
      assert.equal((await store().userById('usr_ann'))?.name, 'Ann');
    });

    it('of many first sign-ins at once, one adds the person', async () => {
      const all = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          store().admitOutside(person('cy', { userIds: [UserId(`usr_${index}`)] })),
        ),
      );
      assert.equal(all.filter(({ added }) => added).length, 1);
      assert.equal(new Set(all.map(({ user }) => user.id)).size, 1);
      assert.deepEqual(await logged(store()), { 'user.created': 1 });
    });

    it('keep name and address of those who began there, and leave those of others', async () => {
      const { user } = await store().admitOutside(person('cy'));
      await store().giveMembership({ tenantId: ORG_A, userId: user.id, role: 'viewer' }, IDP, []);
      await store().admitOutside(person('cy', { name: 'Cy Second', email: 'second@idp.example' }));
      const member = await store().member(user.id, ORG_A);
      assert.deepEqual([member?.name, member?.email], ['Cy Second', 'second@idp.example']);
      const names = await store().membersOf({
        tenantId: ORG_A,
        after: { name: 'B', userId: UserId('') },
        limit: 9,
      });
      assert.deepEqual(
        names.map(({ name }) => name),
        ['Cy Second'],
      );
      await store().admitOutside(person('cy', { name: 'Cy Second', email: 'second@idp.example' }));
      assert.deepEqual(await logged(store()), { 'user.created': 1, 'user.changed': 1 });

      assert.equal(await store().linkOutside(account({ subject: 'ann' }), []), 'linked');
      await store().admitOutside(person('ann', { name: 'Mallory', email: 'mallory@idp.example' }));
      const ann = await store().userById('usr_ann');
      assert.deepEqual([ann?.name, ann?.email], ['Ann', 'Ann@alder.example']);
      const [linked] = await store().outsideAccountsOf(UserId('usr_ann'));
      assert.deepEqual([linked?.email, linked?.emailVerified], ['mallory@idp.example', true]);
    });

    it('are linked to one person only, and unlinked by that person unless they began there', async () => {
      const outcomes = await Promise.all(
        ['usr_ann', 'usr_ben'].map((id) =>
          store().linkOutside(account({ userId: UserId(id) }), [event('outside_account.linked')]),
        ),
      );
      assert.deepEqual(tally(outcomes), { linked: 1, exists: 1 });
      const owner = (await store().outsideAccount(IDP, 'cy'))?.userId;
      const unlink = (userId: UserId, subject = 'cy') =>
        store().unlinkOutside({ userId, source: IDP, subject, audit: [event('outside_account.unlinked')] });
      assert.equal(await unlink(UserId(owner === 'usr_ann' ? 'usr_ben' : 'usr_ann')), 'unknown');
      assert.equal(await unlink(UserId(owner ?? '')), 'unlinked');
      assert.equal(await store().outsideAccount(IDP, 'cy'), null);
      const { user } = await store().admitOutside(person('dee'));
      assert.equal(await unlink(user.id, 'dee'), 'founding');
      assert.deepEqual(await logged(store()), {
        ...{ 'outside_account.linked': 1, 'outside_account.unlinked': 1, 'user.created': 1 },
      });
    });

    it('know which memberships their system gave', async () => {
      const { user } = await store().admitOutside(person('cy'));
      const give = (tenantId: TenantId) =>
        store().giveMembership({ tenantId, userId: user.id, role: 'viewer' }, IDP, [event('member.added')]);
      assert.equal(await give(ORG_A), 'added');
      assert.equal(await give(ORG_A), 'exists');
      assert.equal(await give(TenantId('org_none')), 'unknown');
      await store().addMembership({ tenantId: TenantId('org_b'), userId: user.id, role: 'clerk' }, []);
      const given = await store().membershipsGivenBy(user.id, IDP);
      assert.deepEqual(
        given.map(({ tenantId, role }) => [tenantId, role]),
        [['org_a', 'viewer']],
      );
      assert.deepEqual(await store().membershipsGivenBy(user.id, 'https://other.example'), []);
    });

    it('leave with their person', async () => {
      const { user } = await store().admitOutside(person('cy'));
      assert.equal(
        await store().deletePerson({ userId: user.id, audit: [event('user.deleted')] }),
        'deleted',
      );
      assert.equal(await store().outsideAccount(IDP, 'cy'), null);
      assert.equal((await store().userById(user.id))?.email, 'usr_cy@deleted.invalid');
      const anew = await store().admitOutside(person('cy', { userIds: [user.id, UserId('usr_anew')] }));
      assert.deepEqual([anew.added, anew.user.id], [true, 'usr_anew']);
    });
  });
}
