import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderFor, shell } from './shell.ts';

test('token add makes a token of a user that opens what their role permits, and is told once', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const type = shell(home);
  for (const tenant of ['acme', 'birch']) await type(['tenant', 'add', tenant]);
  const add = (...args: string[]) => type(['token', 'add', 'ann@acme.example', ...args]);
  assert.match((await add('--scope', 'notes:read')).err, /no user with the address/);
  await type(['user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'member']);
  assert.match((await add()).err, /--scope: name one or more of notes:read, notes:write/);
  assert.match((await add('--scope', 'notes:read notes:own')).err, /--scope: name one or more of/);
  assert.match((await add('--scope', 'notes:read', '--days', '8')).err, /--days: use one of 7, 30/);
  assert.match((await add('--scope', 'notes:read', '--sandbox')).err, /has no sandbox host/);
  assert.match((await add('--scope', 'notes:read', '--tenant', 'birch')).err, /is a member of acme\./);

  const { code, out: token, err } = await add('--scope', 'notes:write', '--name', 'Trial');
  assert.equal(code, 0, err);
  assert.match(token, /^\S+$/);
  assert.equal((await type(['decide', 'GET', '/notes'], token)).code, 0);
  assert.match((await type(['decide', 'DELETE', '/notes/1'], token)).out, /insufficient_role/);
  assert.match(
    (await type(['token', 'list', '--tenant', 'acme'])).out,
    /ann@acme\.example +Trial +….{4} +live$/,
  );
  const trail = (await type(['audit', 'tail', '--json'])).out;
  assert.match(trail, /"personal_token\.created".*"by":"command line"/);
  assert.ok(!trail.includes(token));

  await type(['user', 'add', 'ann@acme.example', '--tenant', 'birch', '--role', 'owner']);
  assert.match((await add('--scope', 'notes:read')).err, /acme, birch: name one by --tenant/);
  assert.equal((await add('--scope', 'notes:read', '--tenant', 'birch')).code, 0);

  const config = join(home, 'latchkey.config.ts');
  const text = await readFile(config, 'utf8');
  const off = join(home, 'off.config.ts');
  await writeFile(off, text.replace("name: 'shop',", "name: 'shop', personalTokens: false,"));
  assert.match((await add('--scope', 'notes:read', '--config', off)).err, /switched off/);
});
