import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect, postgresUrl, withoutPostgres } from '../store/postgres/server.ts';
import { folderFor, latchkey, shell } from './shell.ts';

const skip = await withoutPostgres();

test('LATCHKEY_DATABASE_URL keeps an API in PostgreSQL: create, serve and commands', { skip }, async (t) => {
  const url = (await postgresUrl()) ?? '';
  const name = `shop-${randomBytes(4).toString('hex')}`;
  const folder = await folderFor(t);
  await shell(folder)(['init', name]);
  const home = join(folder, name);
  const env = {
    LATCHKEY_MODE: 'production',
    LATCHKEY_MASTER_KEY: randomBytes(32).toString('hex'),
    LATCHKEY_DATABASE_URL: url,
  };
  const type = shell(home, env);
  t.after(async () => {
    const server = await connect(1);
    await server.with((connection) => connection.command(`DROP SCHEMA IF EXISTS "latchkey_${name}" CASCADE`));
    await server.close();
  });
  const place = `${new URL(url).host}/postgres, schema latchkey_${name}`;

  const before = await type(['tenant', 'add', 'acme', '--name', 'Acme']);
  assert.equal(before.code, 1);
  assert.match(
    before.err,
    /^There is no schema latchkey_shop-\w+ in the database .*latchkey create makes a new one\.$/,
  );
  const made = await type(['create']);
  assert.deepEqual([made.code, made.out, made.err], [0, place, '']);
  const again = await type(['create']);
  assert.deepEqual([again.code, again.err], [1, `The database ${place} is there already: nothing was made.`]);

  const server = latchkey(t, ['serve', '--port', '0', '--trusted-proxy', '127.0.0.1'], home, env);
  const [, port = ''] = await server.says(/up on port (\d+)/);
  assert.match((await type(['health', '--ready', '--port', port])).out, /"status":"ready"/);
  assert.equal((await type(['tenant', 'add', 'acme', '--name', 'Acme'])).code, 0);
  assert.match((await type(['tenant', 'list'])).out, /acme/);
  assert.equal((await type(['audit', 'verify'])).code, 0);
  assert.doesNotMatch((await type(['doctor'])).out, /There is no database/);
  server.child.kill('SIGTERM');
  assert.equal((await server.ended).code, 0, server.written());
  const otherKey = { LATCHKEY_MASTER_KEY: randomBytes(32).toString('hex') };
  const refusedKey = latchkey(t, ['serve', '--port', '0', '--trusted-proxy', '127.0.0.1'], home, {
    ...env,
    ...otherKey,
  });
  assert.equal((await refusedKey.ended).code, 1);
  assert.match(refusedKey.written(), /master key/);
  const files = await readdir(join(home, '.latchkey'));
  assert.deepEqual(
    files.filter((file) => file.startsWith(name)),
    [],
  );

  for (const command of ['backup', 'restore']) {
    const refused = await type([command, join(folder, 'copy')]);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /is for databases in files, .*pg_dump for one schema or pg_basebackup/);
  }
});

test('an address of a database that cannot be meant is refused, and not repeated', async (t) => {
  const home = await folderFor(t);
  await shell(home)(['init', 'shop']);
  const cases: [env: NodeJS.ProcessEnv, says: RegExp][] = [
    [{ LATCHKEY_DATABASE_URL: 'mysql://root:swordfish@db/x' }, /LATCHKEY_DATABASE_URL is no address/],
    [{ LATCHKEY_DATABASE_DIRECT_URL: 'postgres://root:swordfish@db/x' }, /set both, or neither/],
    [
      { LATCHKEY_DATABASE_URL: 'postgres://127.0.0.1:1/x', LATCHKEY_DATABASE_CONNECTIONS: '1' },
      /from 2 to 500/,
    ],
    [
      { LATCHKEY_DATABASE_URL: 'postgres://root:swordfish@127.0.0.1:1/x' },
      /127\.0\.0\.1:1\/x cannot be used: nothing answers/,
    ],
  ];
  for (const [env, says] of cases) {
    const said = await shell(join(home, 'shop'), { LATCHKEY_MODE: 'development', ...env })([
      'tenant',
      'list',
    ]);
    assert.equal(said.code, 1);
    assert.match(said.err, says);
    assert.doesNotMatch(said.err, /swordfish/);
  }
});
