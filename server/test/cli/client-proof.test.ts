import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderFor, shell } from './shell.ts';

test('client add: keys, signing secrets and certificates', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const type = shell(home);
  const configFile = join(home, 'latchkey.config.ts');
  const config = await readFile(configFile, 'utf8');
  await writeFile(configFile, config.replace('defineApi({', "defineApi({\n  signing: ['EdDSA'],"));
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwks = (key: typeof publicKey) => JSON.stringify({ keys: [key.export({ format: 'jwk' })] });
  await writeFile(join(home, 'keys.json'), jwks(publicKey));
  await writeFile(join(home, 'private.json'), jwks(privateKey));
  const add = (...args: string[]) =>
    type(['client', 'add', 'Robot', '--grant', 'client_credentials', '--scope', 'notes:read', ...args]);

  const signer = await add('--auth', 'private_key_jwt', '--jwks', 'keys.json');
  assert.equal(signer.code, 0, signer.err);
  assert.match(signer.out, /client_secret +none: it proves itself by private_key_jwt/);
  const sharer = await add('--auth', 'client_secret_jwt');
  assert.doesNotMatch((await type(['keys', 'list'])).out, /ES256/, 'no key that the API does not sign with');
  assert.equal(sharer.code, 0, sharer.err);
  const secret = /client_secret +(\S{43})/.exec(sharer.out)?.[1] ?? assert.fail(sharer.out);
  for (const file of ['shop.sqlite', 'shop.sqlite-wal']) {
    const bytes = await readFile(join(home, '.latchkey', file)).catch(() => Buffer.alloc(0));
    assert.ok(!bytes.includes(secret), `${file} holds the secret as it is`);
  }

  for (const [args, says] of [
    [['--auth', 'private_key_jwt'], /needs jwks or jwks_uri/],
    [['--auth', 'private_key_jwt', '--jwks', 'private.json'], /private or symmetric key/],
    [['--auth', 'private_key_jwt', '--jwks', 'missing.json'], /missing\.json cannot be read/],
    [['--jwks-uri', 'http://keys.example/'], /https URL/],
    [['--auth', 'tls_client_auth', '--certificate', 'subject_dn=CN=one'], /not offered/],
    [['--auth', 'magic'], /use client_secret_basic/],
    [['--auth', 'none'], /does not go with --kind confidential/],
    [['--certificate', 'CN=one'], /such as subject_dn/],
    [['--bound-tokens'], /certificates are not taken here/],
  ] as const) {
    const { code, err } = await add(...args);
    assert.equal(code, 1, args.join(' '));
    assert.match(err, says);
  }
});
