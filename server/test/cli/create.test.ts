import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { folderFor, latchkey, shell } from './shell.ts';

const PRODUCTION = { LATCHKEY_MODE: 'production', LATCHKEY_MASTER_KEY: randomBytes(32).toString('hex') };

test('in production nothing but latchkey create makes a database, and that once', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const type = shell(home, PRODUCTION);
  const data = join(home, '.latchkey');
  const file = join(data, 'shop.sqlite');
  const serve = () =>
    latchkey(t, ['serve', '--port', '0', '--trusted-proxy', '127.0.0.1'], home, {
      ...PRODUCTION,
      LATCHKEY_DATA: data,
    });
  /** One sentence that names the file and what to do. */
  const refuses = async () => {
    const server = serve();
    assert.equal((await server.ended).code, 1, server.written());
    assert.match(server.written(), /^There is no database .*latchkey create makes a new one\.$/);
    assert.ok(server.written().includes(file), server.written());
    const added = await type(['tenant', 'add', 'acme', '--name', 'Acme']);
    assert.deepEqual([added.code, added.err], [1, server.written()]);
    const examined = await type(['doctor']);
    assert.equal(examined.code, 1);
    assert.match(examined.out, /There is no database/);
  };

  await refuses();
  assert.ok(!(await readdir(home)).includes('.latchkey'), 'something was made');

  const made = await type(['create']);
  assert.deepEqual([made.code, made.out], [0, file]);
  const again = await type(['create']);
  assert.deepEqual([again.code, again.err], [1, `The database ${file} is there already: nothing was made.`]);
  const twice = await type(['create', '--if-absent']);
  assert.deepEqual([twice.code, twice.out], [0, ''], 'an installer may run it again');
  const server = serve();
  const [, port = ''] = await server.says(/up on port (\d+)/);
  assert.equal((await type(['health', '--port', port])).code, 0);
  assert.match((await type(['health', '--ready', '--port', port])).out, /"status":"ready"/);
  assert.equal((await type(['tenant', 'add', 'acme', '--name', 'Acme'])).code, 0);
  server.child.kill('SIGTERM');
  await server.ended;
  const dead = await type(['health', '--port', port]);
  assert.deepEqual([dead.code, dead.err], [1, `Nothing answers at port ${port} (ECONNREFUSED).`]);

  // The mounted disk is gone, and the folder below it is empty.
  await rename(data, join(home, 'elsewhere'));
  await mkdir(data);
  await refuses();
  assert.deepEqual(await readdir(data), []);
  // It was emptied: by truncating the file, and by dropping the tables.
  await rename(join(home, 'elsewhere', 'shop.sqlite'), file);
  await truncate(file, 0);
  await refuses();
  const db = new DatabaseSync(file);
  db.exec('CREATE TABLE other (id INTEGER)');
  db.close();
  await refuses();
});

test('a create that ended before its first transaction is done again, and nothing is ever written over', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const type = shell(home, PRODUCTION);
  const file = join(home, '.latchkey', 'shop.sqlite');
  await mkdir(join(home, '.latchkey'));
  // As on a disk that was full by then, or when the process was killed.
  const begun = new DatabaseSync(file);
  begun.exec('PRAGMA journal_mode = WAL');
  begun.close();
  assert.ok((await stat(file)).size > 0);
  assert.match((await type(['tenant', 'list'])).err, /latchkey create makes a new one\.$/);
  assert.equal((await type(['create'])).code, 0);
  assert.equal((await type(['tenant', 'list'])).code, 0);

  for (const other of ['CREATE TABLE other (id INTEGER)', null]) {
    await rm(file);
    if (other === null) await writeFile(file, 'notes');
    else {
      const db = new DatabaseSync(file);
      db.exec(other);
      db.close();
    }
    const before = await readFile(file);
    assert.equal((await type(['create'])).code, 1);
    assert.deepEqual(await readFile(file), before);
  }
});

test('in development whatever needs a database makes it', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  assert.equal((await shell(home)(['tenant', 'add', 'acme', '--name', 'Acme'])).code, 0);
  assert.equal((await shell(home)(['create'])).code, 1);
});
