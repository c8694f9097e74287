import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderFor, shell } from './shell.ts';

test('a client whose own tokens would open nobody is named when it is made and by doctor, until it is bound', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const type = shell(join(folder, 'shop'));
  await type(['tenant', 'add', 'acme']);
  await type(['tenant', 'add', 'birch']);
  const add = (...args: string[]) =>
    type(['client', 'add', 'Robot', '--grant', 'client_credentials', ...args]);

  const made = await add();
  assert.match(made.err, /bound to no company, .*x-latchkey-tenant: false/);
  const [, id = ''] = /client_id +(\S+)/.exec(made.out) ?? [];
  const before = await type(['doctor']);
  assert.ok(before.out.includes(`bound to no company: ${id}.`), before.out);

  assert.equal((await type(['client', 'set', id, '--tenant', 'acme'])).code, 0);
  const after = await type(['doctor']);
  assert.ok(!after.out.includes(id), after.out);
  const moved = await type(['client', 'set', id, '--tenant', 'birch']);
  assert.deepEqual([moved.code, /bound to acme already/.test(moved.err)], [1, true]);

  const bound = await add('--tenant', 'acme');
  assert.ok(!bound.err.includes('bound to no'), bound.err);
  assert.match((await add('--acts-as', 'ann@acme.example')).err, /--acts-as: name the company as well/);
});
