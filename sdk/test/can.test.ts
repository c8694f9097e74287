import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { can } from '../src/index.ts';
import { caller } from './latchkey-double.ts';

const holding = (...permissions: string[]) => ({ ...caller, permissions });

test('a permission is held as it is or by a star', () => {
  assert.equal(can(holding('contact.read'), 'contact.read'), true);
  assert.equal(can(holding('contact.read'), 'contact.write'), false);
  assert.equal(can(holding('contact.*'), 'contact.delete'), true);
  assert.equal(can(holding('contact.*'), 'contacts.delete'), false);
  assert.equal(can(holding('*.read', 'deal.*'), 'company.read'), true);
  assert.equal(can(holding('*'), 'anything.at.all'), true);
  assert.equal(can(holding('a*a'), 'a'), false);
  assert.equal(can(holding('a.b'), 'axb'), false);
  assert.equal(can(holding(), 'contact.read'), false);
});

test('a permission for own records is valid for those of the calling user only', () => {
  const clerk = holding('contact.update:own', 'deal.*:own', 'note.update:any');
  const mine = { ownerId: caller.user?.id ?? '' };
  assert.equal(can(clerk, 'contact.update', mine), true);
  assert.equal(can(clerk, 'deal.close', mine), true);
  assert.equal(can(clerk, 'contact.delete', mine), false);
  for (const record of [undefined, { ownerId: 'usr_other' }, { ownerId: null }, { ownerId: '' }]) {
    assert.equal(can(clerk, 'contact.update', record), false);
    assert.equal(can(clerk, 'note.update', record), true);
    assert.equal(can(holding('*'), 'contact.update', record), true);
  }
  assert.equal(can(clerk, 'contact.update:own', mine), false);
  assert.equal(can({ ...clerk, user: null }, 'contact.update', { ownerId: null }), false);
});

test('a call without a caller has no permission', () => {
  assert.equal(can(null, 'contact.read'), false);
  assert.equal(can(null, 'contact.read', { ownerId: null }), false);
});

test('a star means any run of characters, and only a star is special', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '+') });
  fc.assert(
    fc.property(text, text, (held, wanted) => {
      const escaped = held.split('*').map((piece) => piece.replaceAll(/[.+]/g, '\\$&'));
      assert.equal(can(holding(held), wanted), new RegExp(`^${escaped.join('.*')}$`).test(wanted));
    }),
    { numRuns: 2_000 },
  );
});

test('a hostile pattern cannot hang the check', () => {
  assert.equal(can(holding(`${'*a'.repeat(5_000)}b`), 'a'.repeat(10_000)), false);
});
