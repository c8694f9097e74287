import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SealedKey } from '../../../src/store/store.ts';
import { type Current, NOW } from '../fixtures.ts';

function key(id: string, createdAt: number): SealedKey {
  return { id, purpose: 'signing', algorithm: 'ES256', publicJwk: '{}', sealed: `sealed ${id}`, createdAt };
}

export function secretCases(store: Current): void {
  const ids = async () => (await store().sealedKeys('signing')).map(({ id }) => id);

  describe('sealed keys', () => {
    it('adds one unless the purpose has one that is as new', async () => {
      assert.equal(await store().addSealedKey(key('a', NOW), 0), 'added');
      assert.equal(await store().addSealedKey(key('b', NOW), 0), 'exists');
      assert.equal(await store().addSealedKey(key('b', NOW + 1), NOW), 'exists');
      assert.equal(await store().addSealedKey(key('b', NOW + 1), NOW + 1), 'added');
      assert.deepEqual(await ids(), ['b', 'a']);
      assert.deepEqual(await store().sealedKeys('form'), []);
      assert.equal(await store().addSealedKey({ ...key('f', NOW), purpose: 'form' }, 0), 'added');
    });

    it('adds one of many that race', async () => {
      const racing = Array.from({ length: 20 }, (_, index) =>
        store().addSealedKey(key(`k${index}`, NOW + index), 0),
      );
      const outcomes = await Promise.all(racing);
      assert.equal(outcomes.filter((outcome) => outcome === 'added').length, 1);
      assert.equal((await ids()).length, 1);
    });

    it('replaces a sealing and removes a key', async () => {
      await store().addSealedKey(key('a', NOW), 0);
      await store().resealKeys([{ id: 'a', sealed: 'anew' }]);
      assert.deepEqual(await store().sealedKeys('signing'), [{ ...key('a', NOW), sealed: 'anew' }]);
      await store().removeSealedKey('a');
      assert.deepEqual(await ids(), []);
    });
  });
}
