import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import type { SignInChallenge, TokenHash } from '../../../src/model/index.ts';
import { type Current, event, logged, MINUTE, NOW, tally } from '../fixtures.ts';

const BROWSER = sha256('browser');

const begun = (over: Partial<SignInChallenge> = {}): SignInChallenge => ({
  hash: sha256('challenge'),
  purpose: 'sign_in',
  browserHash: BROWSER,
  asked: { returnTo: '/account' },
  answerHash: null,
  answer: null,
  createdAt: NOW,
  expiresAt: NOW + 10 * MINUTE,
  usedAt: null,
  ...over,
});

export function signInChallengeCases(store: Current): void {
  const answer = (text = 'answer', now = NOW) =>
    store().answerSignInChallenge({
      ...{ hash: sha256('challenge'), answerHash: sha256(text), answer: { subject: text }, now },
      audit: [event('sign_in.answered')],
    });
  const take = (over: { browserHash?: TokenHash | null; now?: number; text?: string } = {}) =>
    store().takeSignInChallenge({
      ...{ answerHash: sha256(over.text ?? 'answer'), purpose: 'sign_in', now: over.now ?? NOW },
      browserHash: over.browserHash === undefined ? BROWSER : over.browserHash,
      audit: [event('session.refused')],
    });

  describe('sign-in challenges', () => {
    it('are open until they are answered or expire', async () => {
      await store().beginSignInChallenge(begun());
      assert.deepEqual(await store().signInChallenge(sha256('challenge'), NOW), begun());
      assert.equal(await store().signInChallenge(sha256('challenge'), NOW + 10 * MINUTE), null);
      assert.equal(await answer('late', NOW + 10 * MINUTE), 'unknown');
      assert.equal(await answer(), 'taken');
      assert.equal(await store().signInChallenge(sha256('challenge'), NOW), null);
      assert.deepEqual(await logged(store()), { 'sign_in.answered': 1 });
    });

    it('have one answer, however many come at once', async () => {
      await store().beginSignInChallenge(begun());
      const outcomes = await Promise.all(Array.from({ length: 30 }, (_, index) => answer(`answer ${index}`)));
      assert.deepEqual(tally(outcomes), { taken: 1, answered: 29 });
      assert.deepEqual(await logged(store()), { 'sign_in.answered': 1 });
    });

    it('give their answer once, however many ask at once, and forget it', async () => {
      await store().beginSignInChallenge(begun());
      await answer();
      const taken = await Promise.all(Array.from({ length: 30 }, () => take()));
      assert.deepEqual(tally(taken.map(({ outcome }) => outcome)), { taken: 1, used: 29 });
      const first = taken.find((each) => each.outcome === 'taken');
      assert.deepEqual(first?.outcome === 'taken' && first.challenge.answer, { subject: 'answer' });
    });

    for (const browserHash of [sha256('another'), null]) {
      it(`end when another browser brings the answer (${browserHash === null ? 'without cookie' : 'with one'})`, async () => {
        await store().beginSignInChallenge(begun());
        await answer();
        assert.deepEqual(await take({ browserHash }), { outcome: 'other_browser' });
        assert.deepEqual(await take(), { outcome: 'used' });
        assert.equal((await logged(store()))['session.refused'], 1);
      });
    }

    it('are unknown by another answer, for another purpose and when they have expired', async () => {
      await store().beginSignInChallenge(begun({ purpose: 'consent' }));
      await answer();
      assert.deepEqual(await take(), { outcome: 'unknown' });
      assert.deepEqual(await take({ text: 'guessed' }), { outcome: 'unknown' });
      await store().beginSignInChallenge(begun({ hash: sha256('b'), answerHash: sha256('b'), answer: {} }));
      assert.deepEqual(await take({ text: 'b', now: NOW + 10 * MINUTE }), { outcome: 'unknown' });
    });
  });
}
