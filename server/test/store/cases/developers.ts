import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { type Developer, UserId } from '../../../src/model/index.ts';
import { mail } from '../../mail/world.ts';
import { type Current, event, HOUR, logged, MINUTE, NOW, tally } from '../fixtures.ts';

const [ANN, BEN] = [UserId('usr_ann'), UserId('usr_ben')];

const developer = (userId = ANN, over: Partial<Developer> = {}): Developer => ({
  ...{ userId, state: 'pending', purpose: 'A calendar', reason: null, createdAt: NOW, decidedAt: null },
  ...over,
});

export function developerCases(store: Current): void {
  describe('developers', () => {
    const add = (over: Partial<Developer> = {}, userId = ANN) =>
      store().addDeveloper({
        ...{ developer: developer(userId, over), mails: [mail()] },
        audit: [event('developer.signed_up')],
      });
    const decide = (from: Developer['state'], to: Developer['state'], userId = ANN) =>
      store().decideDeveloper({
        ...{ userId, from, to, reason: null, now: NOW + MINUTE, mails: [mail()] },
        audit: [event('developer.approved')],
      });
    const idsOf = async (state?: Developer['state'], limit = 9) =>
      (await store().developersPage({ state, before: null, limit })).map(({ user }) => user.id);

    it('are added once, with the mails about it, and listed by state, newest first', async () => {
      assert.deepEqual(tally(await Promise.all([add(), add(), add()])), { added: 1, exists: 2 });
      assert.equal(await add({}, UserId('usr_none')), 'unknown');
      await add({ createdAt: NOW + 1, state: 'approved' }, BEN);
      assert.deepEqual(await store().developer('usr_ann' as UserId), developer());
      assert.equal((await store().mails(9)).length, 2);
      assert.deepEqual([await idsOf(), await idsOf('pending')], [[BEN, ANN], [ANN]]);
      const before = { createdAt: NOW + 1, id: BEN };
      const [second, ...none] = await store().developersPage({ before, limit: 9 });
      assert.deepEqual([second?.user.id, none], [ANN, []]);
    });

    it('are decided on from the state that was seen', async () => {
      assert.equal(await decide('pending', 'approved'), 'unknown');
      await add();
      const both = [decide('pending', 'approved'), decide('pending', 'refused')];
      assert.deepEqual(tally(await Promise.all(both)), { decided: 1, overtaken: 1 });
      assert.equal((await store().developer(ANN))?.decidedAt, NOW + MINUTE);
      assert.deepEqual(await logged(store()), { 'developer.signed_up': 1, 'developer.approved': 1 });
    });

    it('sign up by a mailed link, which makes one user', async () => {
      const hash = sha256('link');
      const signUp = (name: string, email = 'new@x.example', now = NOW) => {
        const user = { id: UserId(name), email, name, passwordHash: 'phc', createdAt: NOW };
        const change = { hash, now, user, developer: developer(user.id), mails: [] };
        return store().signUpDeveloper({ ...change, audit: [event('developer.signed_up')] });
      };
      const link = (email: string) =>
        store().mailLink(
          {
            link: {
              ...{ hash, purpose: 'sign_up', userId: null, email },
              ...{ createdAt: NOW, expiresAt: NOW + HOUR },
            },
            mails: [],
          },
          [],
        );
      assert.equal(await signUp('one'), 'gone');
      await link('new@x.example');
      assert.equal(await signUp('one', 'new@x.example', NOW + HOUR), 'gone', 'it has expired');
      assert.deepEqual(tally(await Promise.all([signUp('one'), signUp('two')])), { signed_up: 1, gone: 1 });
      const user = await store().userByEmail('NEW@x.example');
      assert.equal((await store().developer(user?.id ?? ANN))?.state, 'pending');
      await link('new@x.example');
      assert.equal(await signUp('three'), 'taken');
      assert.equal(await store().developer(UserId('three')), null);
    });

    it('leave with the person', async () => {
      await add();
      await store().deletePerson({ userId: ANN, audit: [event('user.deleted', { userId: ANN })] });
      assert.deepEqual([await store().developer(ANN), await idsOf()], [null, []]);
      assert.equal(await add(), 'unknown');
    });
  });
}
