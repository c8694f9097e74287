import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { newIdAt } from '../../src/lib/ids.ts';
import { randomDigits } from '../../src/lib/random.ts';

const moments = fc.integer({ min: 0, max: Date.UTC(8000) });

describe('identifiers by their moment', () => {
  it('sort as their moments do, and are different within one', () => {
    fc.assert(
      fc.property(moments, moments, (one, other) => {
        const [first, second] = [newIdAt('fam', one), newIdAt('fam', other)];
        assert.notEqual(first, second);
        if (one !== other) assert.equal(first < second, one < other);
        assert.match(first, /^fam_[0-9A-Za-z]{25}$/);
      }),
    );
  });
});

it('digits for names of requests are as many as asked for, and none is given twice', () => {
  // More than one block of them.
  const names = Array.from({ length: 2_000 }, () => randomDigits(24));
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[0-9a-f]{24}$/);
});
