import assert from 'node:assert/strict';
import { it } from 'node:test';
import { keysFor } from '../../../src/rules/jws/signing-algorithms.ts';

it('only keys of the type, curve, use and id that a signature needs are tried', () => {
  const ec = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
  const keys = [
    { ...ec, kid: 'plain' },
    { ...ec, kid: 'other curve', crv: 'P-384' },
    { ...ec, kid: 'encrypts', use: 'enc' },
    { ...ec, kid: 'other alg', alg: 'ES512' },
    { ...ec, kid: 'signs only', key_ops: ['sign'] },
    { kty: 'RSA', kid: 'rsa', n: 'n', e: 'AQAB' },
    { kty: 'RSA', kid: 'huge', n: 'n'.repeat(685), e: 'AQAB' },
    { kty: 'oct', kid: 'secret', k: 'AAAA' },
  ];
  assert.equal(keysFor(keys, 'ES256', undefined).length, 1);
  assert.equal(keysFor(keys, 'RS256', undefined).length, 1);
  assert.equal(keysFor(keys, 'EdDSA', undefined).length, 0);
  assert.equal(keysFor(keys, 'ES256', 'rsa').length, 0);
  assert.deepEqual(Object.keys(keysFor([{ ...ec, d: 'd', x5u: 'u' }], 'ES256', undefined)[0] ?? {}).sort(), [
    'crv',
    'e',
    'kty',
    'n',
    'x',
    'y',
  ]);
});
