import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderFor, latchkey, shell } from '../cli/shell.ts';
import { receiver } from './world.ts';

test('a server that runs sends what a command in another process changed', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'book-shop']);
  const home = join(folder, 'book-shop');
  const type = shell(home);
  const there = await receiver(t);
  const added = await type(['webhook', 'add', '--url', there.url]);
  assert.equal(added.code, 0, added.err);
  const server = latchkey(t, ['serve', '--port', '0'], home, { LATCHKEY_DATA: join(home, '.latchkey') });
  await server.says(/up on port (\d+)/);
  await type(['keys', 'rotate']);
  await there.until((all) => all.length > 0);
  const [{ body = '' } = {}] = there.received;
  assert.equal(JSON.parse(body).type, 'key.rotated');
  server.child.kill('SIGTERM');
  assert.equal((await server.ended).code, 0);
});
