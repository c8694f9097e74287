import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describable } from '../../../src/oauth/errors/wire.ts';

it('a description keeps to the characters that it may have', () => {
  assert.equal(describable('a "b" c\\d\n\u00e9'), "a 'b' c/d??");
});
