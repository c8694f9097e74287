import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { folderFor, latchkey, shell } from '../cli/shell.ts';

it('a data folder belongs to one serve, beside which commands work, until that ends, however it ends', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const serve = () => latchkey(t, ['serve', '--port', '0'], home);
  const first = serve();
  await first.says(/up on port/);

  const second = serve();
  assert.equal((await second.ended).code, 1);
  assert.equal(
    second.written(),
    `The data folder ${join(home, '.latchkey')} is in use by process ${first.child.pid}: stop that, or name another folder by LATCHKEY_DATA.`,
  );
  assert.equal((await shell(home)(['tenant', 'add', 'acme', '--name', 'Acme'])).code, 0);

  first.child.kill('SIGKILL');
  await first.ended;
  const third = serve();
  await third.says(/up on port/);
  third.child.kill('SIGTERM');
  assert.equal((await third.ended).code, 0);
  await serve().says(/up on port/);
});
