import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { type MailedLink, UserId } from '../../../src/model/index.ts';
import { mail } from '../../mail/world.ts';
import { type Current, DAY, event, expireAll, HOUR, NOW, tally } from '../fixtures.ts';

const ANN = UserId('usr_ann');

function link(secret: string, over: Partial<MailedLink> = {}): MailedLink {
  return {
    ...{ hash: sha256(secret), purpose: 'reset', userId: ANN, email: 'ann@alder.example' },
    ...{ createdAt: NOW, expiresAt: NOW + HOUR },
    ...over,
  };
}

/** Links that go out by mail: kept with their mail, read without using them up, used once. */
export function mailedLinkCases(store: Current): void {
  const keep = (secret: string, over: Partial<MailedLink> = {}) =>
    store().mailLink({ link: link(secret, over), mails: [mail({ secret: 'sealed' })] }, [
      event('user.reset_asked'),
    ]);
  const found = (secret: string, now = NOW) => store().mailedLink(sha256(secret), 'reset', now);
  const reset = (secret: string, now = NOW) =>
    store().resetPassword({
      ...{ hash: sha256(secret), now, passwordHash: `phc of ${secret}`, notices: [] },
      ...{ mails: [mail({ subject: 'changed' })], audit: [event('user.password_changed')] },
    });
  const session = (name: string, userId = ANN) =>
    store().openSession(
      {
        ...{ hash: sha256(name), publicId: name, userId, createdAt: NOW, lastSeenAt: NOW },
        ...{ methods: ['pwd'], browser: null },
        expiresAt: NOW + DAY,
      },
      [],
    );

  describe('links in mails', () => {
    it('are kept with their mail, or not at all, and reading one uses nothing up', async () => {
      const broken = { ...mail(), subject: null as never };
      await assert.rejects(store().mailLink({ link: link('a'), mails: [mail(), broken] }, []));
      assert.equal(await found('a'), null);
      await keep('a');
      assert.deepEqual([await found('a'), await found('a')], [link('a'), link('a')]);
      assert.equal((await store().mails(9)).length, 1);
      assert.deepEqual([await found('b'), await found('a', NOW + HOUR)], [null, null]);
      await store().mailLink(null, [event('user.reset_asked', { outcome: 'denied' })]);
      assert.equal((await store().auditTrail({ kind: 'user.reset_asked', limit: 9 })).length, 2);
    });

    it('change a password once, whoever is first, and end all sessions and all other links', async () => {
      await session('one');
      await session('two');
      await session('of ben', UserId('usr_ben'));
      await keep('a');
      await keep('b');
      await keep('of ben', { userId: UserId('usr_ben') });
      assert.equal(await reset('a', NOW + HOUR), 'gone', 'it has expired');
      const outcomes = await Promise.all(['a', 'b', 'a', 'b', 'a'].map((secret) => reset(secret)));
      assert.deepEqual(tally(outcomes), { changed: 1, gone: 4 });
      const { passwordHash } = (await store().userById('usr_ann')) ?? assert.fail();
      assert.match(passwordHash ?? '', /^phc of [ab]$/);
      assert.equal((await store().sessionsOf(ANN, NOW)).length, 0);
      assert.equal((await store().sessionsOf(UserId('usr_ben'), NOW)).length, 1);
      assert.deepEqual([await found('a'), await found('b')], [null, null]);
      assert.ok(await found('of ben'));
      assert.equal((await store().auditTrail({ kind: 'user.password_changed', limit: 9 })).length, 1);
      assert.equal((await store().mails(99)).filter(({ subject }) => subject === 'changed').length, 1);
    });

    it('end with another change of the password, and a wrong one ends none', async () => {
      await keep('a');
      const change = { passwordHash: 'phc', keep: null, notices: [], audit: [] };
      assert.equal(await store().setPassword({ ...change, userId: UserId('usr_none') }), 'unknown');
      assert.ok(await found('a'));
      assert.equal(await store().setPassword({ ...change, userId: ANN }), 'changed');
      assert.equal(await reset('a'), 'gone');
    });

    it('change an address once, tell how to undo it, and end the links that went to the one before', async () => {
      const to = (secret: string, email: string, over: Partial<MailedLink> = {}) =>
        store().mailLink({ link: link(secret, { purpose: 'address', email, ...over }), mails: [] }, []);
      const undo = link('undo', { purpose: 'undo_address', email: 'Ann@alder.example' });
      const confirm = (secret: string, from = 'Ann@alder.example') =>
        store().confirmAddress({
          ...{ hash: sha256(secret), now: NOW, from, undo, mails: [mail()] },
          audit: [event('user.address_changed')],
        });
      const email = async () => (await store().userById('usr_ann'))?.email;
      await keep('a');
      await to('taken', 'BEN@birch.example');
      await to('new', 'ann@new.example');
      assert.equal(await confirm('a'), 'gone', 'a link for something else');
      assert.equal(await confirm('taken'), 'taken');
      assert.equal(await confirm('new', 'ann@other.example'), 'gone', 'the address is another by now');
      const outcomes = await Promise.all([confirm('new'), confirm('new')]);
      assert.deepEqual(tally(outcomes), { changed: 1, gone: 1 });
      assert.equal(await email(), 'ann@new.example');
      assert.deepEqual([await found('a'), await confirm('taken', 'ann@new.example')], [null, 'gone']);

      await session('one');
      const back = () =>
        store().undoAddress({
          ...{ hash: sha256('undo'), now: NOW, passwordHash: 'nobody knows', notices: [] },
          audit: [event('user.address_changed')],
        });
      assert.deepEqual(tally(await Promise.all([back(), back()])), { changed: 1, gone: 1 });
      assert.equal(await email(), 'Ann@alder.example');
      assert.equal((await store().userById('usr_ann'))?.passwordHash, 'nobody knows');
      assert.equal((await store().sessionsOf(ANN, NOW)).length, 0);
    });

    it('leave with the person, after their time, and in a restore with the mails that have them', async () => {
      await keep('old', { expiresAt: NOW + 1 });
      await keep('of ben', { userId: UserId('usr_ben') });
      await keep('a');
      assert.equal(await expireAll(store(), NOW + 2), 1);
      await store().deletePerson({ userId: UserId('usr_ben'), audit: [] });
      assert.equal(await found('of ben'), null);
      await store().mailLink({ link: null, mails: [mail({ subject: 'without' })] }, []);
      await store().endOneTimeThings();
      assert.equal(await found('a'), null, 'it may have been used after the backup');
      assert.deepEqual(
        (await store().mails(9)).map(({ subject }) => subject),
        ['without'],
      );
    });
  });
}
