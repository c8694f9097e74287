import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderFor, shell } from './shell.ts';

const REDIRECT = ['--redirect', 'https://app.example/cb'];

test('a client is told its id, its secret, its scopes and the endpoints, as they are served', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const inProduction = {
    LATCHKEY_MODE: 'production',
    LATCHKEY_MASTER_KEY: randomBytes(32).toString('base64url'),
  };
  assert.equal((await shell(home, inProduction)(['create'])).code, 0);
  for (const [env, base] of [
    [inProduction, 'https://accounts.shop.example'],
    [{ LATCHKEY_MODE: 'development' }, 'http://accounts.shop.localhost:4000'],
    [{ LATCHKEY_MODE: 'development', PORT: '4444' }, 'http://accounts.shop.localhost:4444'],
  ] as const) {
    const { code, out, err } = await shell(home, env)(['client', 'add', 'App', ...REDIRECT]);
    assert.equal(code, 0, err);
    const lines = out.split('\n').map((line) => line.split(/ +/));
    assert.deepEqual(
      lines.map(([name]) => name),
      ['client_id', 'client_secret', 'scope', 'authorization_endpoint', 'token_endpoint'],
    );
    assert.ok(lines.every(([, value = '']) => value.length > 3));
    assert.deepEqual(
      lines.slice(3).map(([, value]) => value),
      [`${base}/oauth/authorize`, `${base}/oauth/token`],
    );
  }
  const robot = await shell(home)(['client', 'add', 'Robot', '--grant', 'client_credentials']);
  assert.doesNotMatch(robot.out, /authorization_endpoint/, 'it sends nobody there');
});

test('a client is sent to no address that a browser cannot be trusted with', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const type = shell(join(folder, 'shop'));
  for (const uri of ['http://app.example/cb', 'javascript:alert(1)', 'https://app.example/cb#here']) {
    const { code, out, err } = await type(['client', 'add', 'App', '--redirect', uri]);
    assert.deepEqual([code, out], [1, ''], uri);
    assert.ok(err.includes(uri), err);
  }
});

test('a client that asks people has a redirect URI', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const { code, out, err } = await shell(join(folder, 'shop'))(['client', 'add', 'App']);
  assert.deepEqual([code, out], [1, '']);
  assert.match(err, /at least one --redirect/);
});

test('a client has at least one scope to ask for', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const type = shell(join(folder, 'shop'));
  for (const scope of ['', ' ']) {
    const { code, out, err } = await type(['client', 'add', 'App', '--scope', scope, ...REDIRECT]);
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /--scope is empty: name at least one of notes:read/);
  }
});

test('no client but a platform has a scope for platforms', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const file = join(home, 'latchkey.config.ts');
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text.replace('scopes: {', "scopes: {\n    payouts: { title: 'See payouts', platformsOnly: true },"),
  );
  const add = (kind: string, ...scope: string[]) =>
    shell(home)(['client', 'add', 'App', '--kind', kind, ...scope, ...REDIRECT]);
  const refused = await add('confidential', '--scope', 'payouts');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /--scope payouts: use notes:read/);
  assert.doesNotMatch((await add('confidential')).out, /payouts/);
  assert.match((await add('platform')).out, /scope +payouts/);
});
