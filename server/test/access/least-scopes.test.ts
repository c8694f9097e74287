import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leastScopes } from '../../src/access/least-scopes.ts';

const rules = {
  admin: { covers: ['*'] },
  read: { covers: ['read:*'] },
  'read:cases': { covers: [] },
  'read:quotes': { covers: [] },
  write: { covers: [] },
  hidden: { covers: [] },
};
const needs = (id: string, ...scopes: string[][]) => ({ id, public: scopes.length === 0, scopes });
const all = [
  needs('status'),
  needs('cases', ['read:cases']),
  needs('quotes', ['read:quotes']),
  needs('everything', ['read']),
  needs('change', ['write']),
  needs('either', ['admin'], ['write', 'read:cases'], ['read:quotes']),
  needs('secret', ['hidden']),
];
const least = (wanted: string[], offered = ['admin', 'read', 'read:cases', 'read:quotes', 'write']) =>
  leastScopes(rules, { offered, all, wanted: all.filter(({ id }) => wanted.includes(id)) });

test('the least scopes for some operations open little beside them', () => {
  assert.deepEqual(least(['status']), { scopes: [], closed: [] });
  assert.deepEqual(least(['cases', 'status']).scopes, ['read:cases']);
  assert.deepEqual(least(['either']).scopes, ['read:quotes']);
  assert.deepEqual(least(['either', 'cases', 'change']).scopes.toSorted(), ['read:cases', 'write']);
  assert.deepEqual(least(['cases', 'everything']).scopes, ['read'], 'one covers the other');
});

test('a scope that cannot be given is replaced by the narrowest that covers it, or the operation stays closed', () => {
  assert.deepEqual(least(['cases'], ['admin', 'read', 'write']).scopes, ['read']);
  assert.deepEqual(least(['secret', 'cases'], ['read', 'write']), { scopes: ['read'], closed: ['secret'] });
});
