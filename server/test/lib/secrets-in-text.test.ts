import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { newSecretText } from '../../src/delivery/secret.ts';
import { newId, newSecret } from '../../src/lib/ids.ts';
import {
  hasToken,
  pathWithoutSecrets,
  valueWithoutSecrets,
  withoutSecrets,
} from '../../src/lib/secrets-in-text.ts';
import { newToken } from '../../src/tokens/format.ts';

const JWT = `eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c3IifQ.${randomBytes(64).toString('base64url')}`;

const secret = fc.constantFrom(
  () => newToken('pca', 'live'),
  () => newToken('pcr', 'sandbox'),
  () => newSecret(),
  () => JWT,
);
const around = fc.stringMatching(/^[ /."'=&?:,;()[\]{}]{0,6}$/);
const everyByte = (text: string) => text.replaceAll(/[^.]/g, (each) => `%${each.charCodeAt(0).toString(16)}`);

test('no token, code or secret is left in a text, whatever stands around it', () => {
  fc.assert(
    fc.property(around, secret, around, (before, make, after) => {
      const value = make();
      const cut = withoutSecrets(before + value + after);
      assert.ok(!cut.includes(value.slice(-20)), cut);
    }),
  );
});

test('a webhook secret is cut out whole, padding and all', () => {
  for (let count = 0; count < 50; count++) {
    assert.equal(withoutSecrets(`(${newSecretText()}) x`), '(whsec_…) x');
  }
});

test('nor in a path, however it is percent-encoded', () => {
  const encodings: ((text: string) => string)[] = [
    (text) => text,
    (text) => text.replaceAll('_', '%5F'),
    everyByte,
    (text) => encodeURIComponent(everyByte(text)),
  ];
  fc.assert(
    fc.property(secret, fc.constantFrom(...encodings), (make, encode) => {
      const value = make();
      const cut = pathWithoutSecrets(`/v2/${encode(value)}/files`);
      for (const reading of [cut, decodeURIComponent(cut), decodeURIComponent(decodeURIComponent(cut))]) {
        assert.ok(!reading.includes(value.slice(-20)), cut);
      }
      assert.match(cut, /^\/v2\/.*…\/files$/);
    }),
  );
});

test('the kind of a token remains, and what is none stays as it is', () => {
  assert.match(withoutSecrets(`GET /v2/${newToken('pca', 'live')}`), /^GET \/v2\/pca_…$/);
  assert.match(withoutSecrets(newToken('pat', 'sandbox')), /^pat_test_…$/);
  for (const path of [
    '/v2/cases/',
    `/v2/cases/${newId('conn')}`,
    '/v1/contacts/con_8f2a1c9b4d6e7f0a1b2c3d4e',
    '/objects/0b4c3e0e-8d3a-4a53-9c4e-2f6f0e1c7a11',
    `/blobs/${'0123456789abcdef'.repeat(4)}`,
    '/caf%C3%A9/100%25',
    '/broken%ZZ',
  ]) {
    assert.equal(pathWithoutSecrets(path), path);
  }
  const value = { name: `key ${newSecret()}`, scopes: ['read'], count: 3 };
  assert.deepEqual(valueWithoutSecrets(value), { name: 'key …', scopes: ['read'], count: 3 });
});

test('an address has a token in it, and none by a code challenge that begins like a prefix', () => {
  for (const token of [newToken('pca', 'live'), newToken('pcr', 'sandbox'), newSecretText(), JWT]) {
    assert.ok(hasToken(`/account?token=${token}`), token);
  }
  const challenge = `lc_${'7TAQnj4pI66HmjVDveSqUmLJzRh904EC75q0OUOw'}`;
  assert.equal(challenge.length, newSecret().length);
  assert.equal(hasToken(`/oauth/authorize?code_challenge=${challenge}&state=${newSecret()}`), false);
});
