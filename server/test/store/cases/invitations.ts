import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { type Invitation, TenantId, UserId } from '../../../src/model/index.ts';
import { mail } from '../../mail/world.ts';
import { type Current, event, expireAll, HOUR, logged, NOW, tally } from '../fixtures.ts';

const ORG_A = TenantId('org_a');
const ANN = UserId('usr_ann');

function invitation(over: Partial<Omit<Invitation, 'hash'>> & { secret?: string } = {}): Invitation {
  const { secret = 'a', ...rest } = over;
  return {
    ...{ id: 'inv_1', hash: sha256(secret), tenantId: ORG_A, email: 'New@alder.example', role: 'owner' },
    ...{ invitedBy: ANN, createdAt: NOW, expiresAt: NOW + HOUR },
    ...rest,
  };
}

/** Invitations into a tenant: one for each address, accepted once, by whoever has the link. */
export function invitationCases(store: Current): void {
  const judged = { by: { userId: ANN, role: 'owner' }, made: [] };
  const invite = (of: Invitation, most = 9) =>
    store().invite({
      ...{ invitation: of, most, judged, mails: [mail({ tenantId: of.tenantId })] },
      audit: [event('invitation.sent')],
    });
  const user = (id: string, email = 'new@alder.example') => ({
    ...{ id: UserId(id), email, name: id, passwordHash: 'phc', createdAt: NOW },
  });
  const accept = (
    by: { user: ReturnType<typeof user> } | { userId: UserId },
    over: { secret?: string; now?: number; role?: string } = {},
  ) =>
    store().acceptInvitation({
      ...{ hash: sha256(over.secret ?? 'a'), now: over.now ?? NOW, by },
      judged: { ...judged, by: { ...judged.by, role: over.role ?? 'owner' } },
      audit: [event('member.added')],
    });
  const open = async () => (await store().invitationsOf(ORG_A, 9)).map(({ id }) => id);

  describe('invitations', () => {
    it('are made once for an address, whatever its case, with their mail', async () => {
      const ids = ['inv_1', 'inv_2', 'inv_3'];
      const outcomes = await Promise.all(
        ids.map((id, at) =>
          invite(invitation({ id, secret: id, ...(at === 1 ? { email: 'NEW@ALDER.example' } : {}) })),
        ),
      );
      assert.deepEqual(tally(outcomes), { invited: 1, exists: 2 });
      assert.equal((await store().mails(9)).length, 1);
      assert.deepEqual(await logged(store()), { 'invitation.sent': 1 });
      assert.equal(
        await invite(invitation({ id: 'inv_4', secret: 'b', email: 'ANN@alder.example' })),
        'member',
      );
      assert.equal(
        await invite(invitation({ id: 'inv_5', secret: 'c', email: 'c@alder.example' }), 1),
        'too_many',
      );
      const other = invitation({
        id: 'inv_6',
        secret: 'd',
        createdAt: NOW + 2 * HOUR,
        expiresAt: NOW + 3 * HOUR,
      });
      assert.equal(await invite(other), 'invited', 'the one before has expired');
      assert.deepEqual(await open(), ['inv_6']);
    });

    it('are read by their link without being used up, and by no other tenant', async () => {
      await invite(invitation());
      assert.deepEqual(await store().invitation(sha256('a'), NOW), invitation());
      assert.equal(await store().invitation(sha256('a'), NOW + HOUR), null);
      assert.equal(await store().invitationIn('inv_1', TenantId('org_b')), null);
      assert.deepEqual(await store().invitationIn('inv_1', ORG_A), invitation());
      assert.deepEqual(await store().invitationsOf(TenantId('org_b'), 9), []);
      const withdraw = { id: 'inv_1', tenantId: TenantId('org_b'), audit: [] };
      assert.equal(await store().withdrawInvitation(withdraw), 'unknown');
    });

    it('make one new member, of several who accept at once', async () => {
      await invite(invitation());
      const outcomes = await Promise.all(['one', 'two', 'three'].map((id) => accept({ user: user(id) })));
      const { accepted, ...others } = tally(outcomes);
      assert.equal(accepted, 1, JSON.stringify(outcomes));
      assert.ok(Object.keys(others).every((outcome) => outcome === 'gone' || outcome === 'taken'));
      const made = await store().userByEmail('new@alder.example');
      assert.equal((await store().membership(made?.id ?? UserId(''), ORG_A))?.role, 'owner');
      assert.deepEqual(await logged(store()), { 'invitation.sent': 1, 'member.added': 1 });
    });

    it('make a member of a person who has an account, and of nobody twice', async () => {
      await invite(invitation());
      assert.equal(await accept({ user: user('x', 'BEN@birch.example') }), 'taken');
      assert.equal(await accept({ userId: ANN }), 'member');
      assert.deepEqual(await open(), ['inv_1'], 'somebody else may still accept it');
      assert.equal(await accept({ userId: UserId('usr_ben') }), 'accepted');
      assert.equal((await store().membership(UserId('usr_ben'), ORG_A))?.role, 'owner');
      assert.equal(await accept({ userId: UserId('usr_ben') }), 'gone');
    });

    it('are not accepted after their time, or on what has changed since it was judged', async () => {
      await invite(invitation());
      assert.equal(await accept({ userId: UserId('usr_ben') }, { now: NOW + HOUR }), 'gone');
      assert.equal(await accept({ userId: UserId('usr_ben') }, { role: 'clerk' }), 'overtaken');
      assert.equal(await store().membership(UserId('usr_ben'), ORG_A), null);
    });

    it('get another link when they are sent again, and none when they are withdrawn', async () => {
      await invite(invitation());
      const again = { id: 'inv_1', tenantId: ORG_A, invitedBy: ANN, expiresAt: NOW + 2 * HOUR, judged };
      const sent = { mails: [mail()], audit: [event('invitation.sent')] };
      const renew = (id = 'inv_1') => store().renewInvitation({ ...again, ...sent, id, hash: sha256('b') });
      assert.deepEqual([await renew(), await renew('inv_2')], ['renewed', 'unknown']);
      assert.equal(await accept({ userId: UserId('usr_ben') }), 'gone');
      assert.equal((await store().invitation(sha256('b'), NOW + HOUR))?.id, 'inv_1');
      const gone = { id: 'inv_1', tenantId: ORG_A, judged, audit: [event('invitation.withdrawn')] };
      const other = { ...judged, by: { userId: ANN, role: 'clerk' } };
      assert.equal(await store().withdrawInvitation({ ...gone, judged: other }), 'overtaken');
      assert.equal(await store().withdrawInvitation(gone), 'withdrawn');
      assert.equal(await store().withdrawInvitation(gone), 'unknown');
      assert.equal(await accept({ userId: UserId('usr_ben') }, { secret: 'b' }), 'gone');
    });

    it('leave with who sent them, with the address, with the tenant, and after their time', async () => {
      const add = (id: string, over: Partial<Invitation>) =>
        invite(invitation({ id, secret: id, email: `${id}@x.example`, ...over }));
      await add('by_ben', { invitedBy: UserId('usr_ben') });
      await add('to_ben', { email: 'BEN@birch.example' });
      await add('old', { expiresAt: NOW + 1 });
      await add('stays', {});
      await store().deletePerson({ userId: UserId('usr_ben'), audit: [] });
      assert.deepEqual((await open()).toSorted(), ['old', 'stays']);
      await expireAll(store(), NOW + 2);
      assert.deepEqual(await open(), ['stays']);
      await store().deleteTenant({ tenantId: ORG_A, audit: [] });
      assert.deepEqual(await open(), []);
    });

    it('end with everything in a restore without a log', async () => {
      await invite(invitation());
      await store().endEverything(NOW);
      assert.deepEqual(await open(), []);
    });
  });
}
