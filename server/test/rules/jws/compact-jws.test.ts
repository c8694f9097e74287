import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readCompactJws } from '../../../src/rules/jws/compact-jws.ts';

it('only two JSON objects and a signature make a compact JWS', () => {
  const part = (text: string) => Buffer.from(text).toString('base64url');
  assert.ok(readCompactJws(`${part('{}')}.${part('{}')}.`));
  for (const text of [
    '',
    '..',
    `${part('{}')}.${part('{}')}`,
    `${part('{}')}.${part('{}')}.x.y.z`,
    `${part('[]')}.${part('{}')}.x`,
    `${part('{}')}.${part('null')}.x`,
    `${part('{}')}.${part('"x"')}.x`,
    `${part('{}')}=.${part('{}')}.x`,
    ` ${part('{}')}.${part('{}')}.x`,
    `${part('{}')}.${Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('base64url')}.x`,
    `${part('{}')}.${part(`{"a":"${'x'.repeat(17_000)}"}`)}.x`,
  ]) {
    assert.equal(readCompactJws(text), null, text.slice(0, 80));
  }
});
