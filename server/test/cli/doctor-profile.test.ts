import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { PROFILES } from '../../src/config/profiles/profile.ts';
import { openStore } from '../../src/main.ts';
import { client } from '../oauth/acme.ts';
import { newKey } from '../oauth/client-auth/signer.ts';
import { folderFor, latchkey, shell } from './shell.ts';

/** Runs `latchkey doctor --profile` as a process of its own. */
async function doctor(t: TestContext, home: string, profile: string) {
  const process = latchkey(t, ['doctor', '--profile', profile], home, {
    LATCHKEY_DATA: join(home, '.latchkey'),
  });
  const { code } = await process.ended;
  return { code, said: process.written() };
}

async function shop(t: TestContext): Promise<string> {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  return join(folder, 'shop');
}

test('doctor prints each demand of a profile that an API without one meets or misses', async (t) => {
  const home = await shop(t);
  const { code, said } = await doctor(t, home, 'fapi2');
  assert.equal(code, 1, said);
  for (const { name, source } of PROFILES.fapi2.demands)
    assert.ok(said.includes(`${name} (${source})`), name);
  assert.match(said, /MISSING {2}Pushed authorization requests only .*5\.3\.2\.2 items 2 to 4/);
  assert.match(said, /requirePushedAuthorization: it has to be true; set it to true/);
  assert.match(said, /tokens\.senderConstrained: .*; set it to 'required'/);
  assert.match(said, /ok {7}Codes live for 60 seconds at most/);
  assert.match(said, /Something is missing\.$/);
});

test('doctor finds nothing missing in an API that names its profile, and names each client that is weaker', async (t) => {
  const home = await shop(t);
  const file = join(home, 'latchkey.config.ts');
  const written = await readFile(file, 'utf8');
  await writeFile(file, written.replace('defineApi({', "defineApi({\n  profile: 'fapi2',"));
  const alone = await doctor(t, home, 'fapi2');
  assert.equal(alone.code, 0, alone.said);
  assert.match(alone.said, /Nothing is missing\.$/);
  assert.doesNotMatch(alone.said, /MISSING/);

  const store = await openStore({ dataDir: join(home, '.latchkey') }, 'shop');
  const owner = { ownerUserId: null, tenantId: null };
  const jwks = { keys: [newKey('ES256', 'a').jwk] };
  const good = { ...owner, authMethod: 'private_key_jwt', settings: { jwks } } as const;
  for (const each of [
    client('good', { ...good }),
    client('secretive', owner),
    client('unencrypted', { ...good, redirectUris: ['http://127.0.0.1/cb'] }),
    client('lenient', { ...good, dialects: ['no-pkce-for-confidential'] }),
    client('dated', { ...good, settings: { jwks, assertionAlgorithm: 'RS256' } }),
  ]) {
    await store.createClient(each, null, []);
  }
  await store.close();
  const { code, said } = await doctor(t, home, 'fapi2');
  assert.equal(code, 1, said);
  const about = (id: string) => said.slice(said.indexOf(`Client ${id} `)).split('\nClient ')[0] ?? '';
  assert.match(about('good'), /nothing is missing/);
  assert.match(about('secretive'), /it authenticates by client_secret_basic or client_secret_post/);
  assert.match(about('unencrypted'), /unencrypted, at http:\/\/127\.0\.0\.1\/cb/);
  assert.match(about('lenient'), /no-pkce-for-confidential cannot be on/);
  assert.match(about('dated'), /token_endpoint_auth_signing_alg is RS256/);

  // The same clients, looked at for a profile that asks less.
  const other = await doctor(t, home, 'oauth2.1');
  assert.equal(other.code, 1, other.said);
  assert.equal(other.said.match(/MISSING/g)?.length, 1, other.said);
  assert.match(other.said, /Client lenient/);
});

test('doctor knows its profiles, and says when a configuration contradicts its own', async (t) => {
  const home = await shop(t);
  const type = shell(home);
  const unknown = await type(['doctor', '--profile', 'fapi3']);
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /--profile fapi3: use oauth2\.1, fapi2, mcp\./);
  const mcp = await type(['doctor', '--profile', 'mcp']);
  assert.match(mcp.out, /MISSING {2}Every token is for named resources/);
});

test('the command line makes no client that is below the profile of its API', async (t) => {
  const home = await shop(t);
  const file = join(home, 'latchkey.config.ts');
  const written = await readFile(file, 'utf8');
  await writeFile(file, written.replace('defineApi({', "defineApi({\n  profile: 'fapi2',"));
  const type = shell(home);
  await writeFile(join(home, 'keys.json'), JSON.stringify({ keys: [newKey('ES256', 'a').jwk] }));
  const add = (redirect: string, ...more: string[]) =>
    type(['client', 'add', 'Bank', '--redirect', redirect, ...more]);
  assert.match((await add('https://bank.example/cb')).err, /client_secret_basic is not offered here/);
  const keys = ['--auth', 'private_key_jwt', '--jwks', 'keys.json'];
  assert.match((await add('http://127.0.0.1/cb', ...keys)).err, /answered unencrypted.*5\.3\.2\.2 item 8/);
  assert.equal((await add('https://bank.example/cb', ...keys)).code, 0);
});
