import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Client } from '../../src/model/index.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { folderFor, shell } from './shell.ts';

const FILES = 'https://files.example/api';
const REDIRECT = ['--redirect', 'https://app.example/cb'];

async function shop(t: TestContext) {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const type = shell(home);
  await type(['tenant', 'add', 'acme', '--name', 'Acme Ltd']);
  const stored = async (said: { out: string }): Promise<Client | undefined> => {
    const store = await openSqliteStore(join(home, '.latchkey', 'shop.sqlite'));
    const found = await store.client(/client_id +(\S+)/.exec(said.out)?.[1] ?? '', Date.now());
    await store.close();
    return found?.client;
  };
  return { type, stored };
}

test('a resource that is not ours gets credentials of its own, is listed, and is removed', async (t) => {
  const { type, stored } = await shop(t);
  const made = await type(['resource', 'add', FILES, '--name', 'Files']);
  assert.equal(made.code, 0, made.err);
  assert.match(made.out, /client_secret +\S{20,}/);
  const known = await stored(made);
  assert.deepEqual(known?.settings, { resourceServer: FILES });
  assert.deepEqual(
    [known.kind, known.grantTypes, known.scopes, known.redirectUris],
    ['confidential', [], [], []],
  );
  const sandbox = await type(['resource', 'add', 'https://b.example', '--sandbox']);
  assert.equal((await stored(sandbox))?.mode, 'sandbox');
  await type(['client', 'add', 'An app', ...REDIRECT]);
  const listed = (await type(['resource', 'list'])).out.split('\n').sort();
  assert.match(listed[0] ?? '', /^https:\/\/b\.example +https:\/\/b\.example +sandbox +resource_/);
  assert.match(listed[1] ?? '', /^https:\/\/files\.example\/api +Files +live +resource_/);
  assert.equal(listed.length, 2, 'a client is none');

  const again = await type(['resource', 'add', FILES]);
  assert.match(again.err, /is there already/);
  assert.equal((await type(['resource', 'remove', FILES])).code, 0);
  assert.match((await type(['resource', 'remove', FILES])).err, /There is no resource/);
  assert.equal(await stored(made), undefined);
  const { out } = await type(['audit', 'tail', '--json']);
  const rows = out.split('\n').filter((line) => line.includes(FILES));
  assert.deepEqual(
    rows.map((line) => JSON.parse(line).kind),
    ['client.created', 'client.deleted'],
  );
  assert.ok(!out.includes(/client_secret +(\S+)/.exec(made.out)?.[1] ?? ''));
});

test('an identifier that could be read in two ways, or is ours, makes no resource', async (t) => {
  const { type } = await shop(t);
  const refused: [string, RegExp][] = [
    ['files', /has to be an https URL/],
    ['http://files.example', /has to be an https URL/],
    ['https://FILES.example', /lower case/],
    ['https://files.example/', /no slash at the end/],
    ['https://files.example/a?b', /without query/],
    ['https://files.example#a', /without query/],
    ['https://me@files.example', /without query/],
    ['https://accounts.shop.example', /belongs to .* itself/],
    ['https://api.shop.example/v1', /belongs to .* itself/],
  ];
  for (const [identifier, says] of refused) {
    const { code, err } = await type(['resource', 'add', identifier]);
    assert.equal(code, 1, identifier);
    assert.match(err, says);
  }
});

test('a client of every kind that the API offers is made at the command line', async (t) => {
  const { type, stored } = await shop(t);
  const kinds: [string[], string[], RegExp | null][] = [
    [
      ['--kind', 'public', '--grant', 'device_code'],
      ['urn:ietf:params:oauth:grant-type:device_code'],
      /device_code yet/,
    ],
    [
      ['--grant', 'token-exchange'],
      ['urn:ietf:params:oauth:grant-type:token-exchange'],
      /token-exchange yet/,
    ],
    [
      ['--grant', 'urn:ietf:params:oauth:grant-type:jwt-bearer', '--grant', 'refresh_token'],
      ['urn:ietf:params:oauth:grant-type:jwt-bearer', 'refresh_token'],
      /jwt-bearer yet/,
    ],
    [['--grant', 'client_credentials', '--tenant', 'acme'], ['client_credentials'], null],
  ];
  for (const [args, grantTypes, note] of kinds) {
    const made = await type(['client', 'add', 'A client', ...args]);
    assert.equal(made.code, 0, made.err);
    assert.deepEqual((await stored(made))?.grantTypes, grantTypes);
    if (note) assert.match(made.err, note, 'the configuration has it off');
    else assert.doesNotMatch(made.err, /switched off/);
  }
  for (const grant of ['client_credentials', 'token-exchange', 'jwt-bearer']) {
    const { code, err } = await type(['client', 'add', 'A client', '--kind', 'public', '--grant', grant]);
    assert.deepEqual([code, err.includes('cannot keep a secret')], [1, true], grant);
  }
});
