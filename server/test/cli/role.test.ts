import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { folderFor, shell } from './shell.ts';

async function shop(t: TestContext) {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const type = shell(join(folder, 'shop'));
  await type(['tenant', 'add', 'acme']);
  return type;
}

test('a role of one customer is made, listed, given, and removed when nobody has it', async (t) => {
  const type = await shop(t);
  const set = [
    'role',
    'set',
    'night',
    'note.read',
    'note.write:own',
    '--tenant',
    'acme',
    '--title',
    'Night shift',
  ];
  const { code, out } = await type(set);
  assert.deepEqual([code, out], [0, 'night in acme permits note.read, note.write:own, from the next call.']);
  assert.match(
    (await type(['role', 'list', '--tenant', 'acme'])).out,
    /acme +night +Night shift +note\.read note\.write:own/,
  );
  assert.doesNotMatch((await type(['role', 'list'])).out, /night/);

  await type(['user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'night']);
  assert.match(
    (await type(['role', 'remove', 'night', '--tenant', 'acme'])).err,
    /Somebody in acme is night/,
  );
  await type(['role', 'set', 'day', 'note.read', '--tenant', 'acme']);
  assert.equal((await type(['role', 'remove', 'day', '--tenant', 'acme'])).code, 0);
  assert.match((await type(['role', 'remove', 'day', '--tenant', 'acme'])).err, /has made no role day/);
  const trail = (await type(['audit', 'tail', '--json'])).out;
  assert.match(trail, /"kind":"role\.changed".*"by":"command line","name":"night"/);
  assert.match(trail, /"kind":"role\.removed"/);
});

test('an invalid role of a customer changes nothing', async (t) => {
  const type = await shop(t);
  const set = (...args: string[]) => type(['role', 'set', ...args]);
  assert.match(
    (await set('owner', 'note.read', '--tenant', 'acme')).err,
    /owner is a role of every customer/,
  );
  assert.match((await set('Night', 'note.read', '--tenant', 'acme')).err, /A name is/);
  assert.match((await set('night', 'note read', '--tenant', 'acme')).err, /one word/);
  assert.match(
    (await set('night', 'note.banana', '--tenant', 'acme')).err,
    /asks for note\.banana\. There are: /,
  );
  assert.match((await set('night', 'note.read', '--tenant', 'nobody')).err, /latchkey tenant add/);
  assert.match((await set('night', 'note.read')).err, /--tenant/);
  assert.match((await set('night')).err, /argument is missing/);
  assert.doesNotMatch((await type(['role', 'list', '--tenant', 'acme'])).out, /^acme/m);
});
