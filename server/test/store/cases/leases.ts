import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Current, MINUTE } from '../fixtures.ts';

export function leaseCases(store: Current): void {
  describe('a lease', () => {
    const take = (holder: string, milliseconds = MINUTE, name = 'work') =>
      store().takeLease({ name, holder, milliseconds });

    it('has one holder, who may have it last longer', async () => {
      assert.deepEqual([await take('a'), await take('b'), await take('a')], [true, false, true]);
      assert.equal(await take('b', MINUTE, 'other work'), true);
    });

    it('is anybody’s when it has ended by the database’s clock', async () => {
      assert.equal(await take('a', 0), true);
      assert.deepEqual([await take('b'), await take('a')], [true, false]);
    });

    it('is anybody’s when its holder gave it up, and nobody else can', async () => {
      await take('a');
      await store().endLease({ name: 'work', holder: 'b' });
      assert.equal(await take('b'), false);
      await store().endLease({ name: 'work', holder: 'a' });
      assert.equal(await take('b'), true);
    });

    it('goes to one of several that ask at once', async () => {
      const holders = Array.from({ length: 20 }, (_, index) => `node ${index}`);
      const taken = await Promise.all(holders.map((holder) => take(holder)));
      assert.equal(taken.filter(Boolean).length, 1);
    });

    it('counts by the time of day that the database tells', async () => {
      const before = await store().databaseTime();
      assert.ok(Math.abs(before - Date.now()) < MINUTE);
      assert.ok((await store().databaseTime()) >= before);
    });
  });
}
