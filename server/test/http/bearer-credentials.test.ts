import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasTokenInQuery, isToken, readAuthorization } from '../../src/http/bearer-credentials.ts';

test('a header has one token of one scheme, or none', () => {
  const token = (scheme: 'Bearer' | 'DPoP', text: string) => ({ kind: 'token', scheme, token: text });
  const malformed = (scheme: 'Bearer' | 'DPoP') => ({ kind: 'malformed', scheme });
  const missing = { kind: 'missing', scheme: null };
  for (const [header, expected] of [
    [undefined, missing],
    ['Basic YTpi', missing],
    ['Bearer at_1', token('Bearer', 'at_1')],
    ['  bearer   a.b-c~d+e/f== ', token('Bearer', 'a.b-c~d+e/f==')],
    ['dpop at_1', token('DPoP', 'at_1')],
    ['Bearer', malformed('Bearer')],
    ['Bearer at_1 at_2', malformed('Bearer')],
    ['Bearer at_1,at_2', malformed('Bearer')],
    ['Bearer at_1, DPoP at_2', malformed('Bearer')],
    ['DPoP =at', malformed('DPoP')],
    [`Bearer ${'a'.repeat(4096)}`, token('Bearer', 'a'.repeat(4096))],
    [`Bearer ${'a'.repeat(4097)}`, malformed('Bearer')],
  ] as const) {
    assert.deepEqual(readAuthorization(header), expected, header?.slice(0, 40));
  }
  assert.ok(isToken('at_1'));
  for (const text of ['', 'a b', 'a,b', 'a'.repeat(4097)]) assert.ok(!isToken(text), text.slice(0, 40));
});

test('a token in the query is seen in every spelling', () => {
  for (const query of [
    'access_token=a',
    'x=1&access_token=a',
    'x=1;access_token=a',
    '%61ccess_token',
    '+access_token=a',
  ]) {
    assert.ok(hasTokenInQuery(query), query);
  }
  for (const query of ['', 'x=access_token', 'access=1', 'token=access_token%3Da']) {
    assert.ok(!hasTokenInQuery(query), query);
  }
});
