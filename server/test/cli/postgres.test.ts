import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
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
  const ask = async (sql: string) => {
    const server = await connect(1);
    await server.with((connection) => connection.command(sql));
    await server.close();
  };
  t.after(() => ask(`DROP SCHEMA IF EXISTS "latchkey_${name}" CASCADE`));
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

  // A backup is made of files, wherever the rows were; what ended since ends when it comes back.
  assert.equal((await type(['keys', 'rotate'])).code, 0);
  const odd = 'Ä\t\\ \u2028\r\n \\N';
  for (const id of ['odd', 'gone']) assert.equal((await type(['tenant', 'add', id, '--name', odd])).code, 0);
  const saved = await type(['backup', join(folder, 'copy')]);
  assert.equal(saved.code, 0, saved.err);
  assert.equal((await type(['tenant', 'delete', 'gone', '--yes'])).code, 0);
  // Verbs that were undone have used up numbers of the log.
  await ask(
    `SELECT nextval(pg_get_serial_sequence('"latchkey_${name}".audit', 'id')) FROM generate_series(1, 3)`,
  );

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

  const refused = await type(['restore', join(folder, 'copy')]);
  assert.equal(refused.code, 1);
  assert.match(
    refused.err,
    /run it without, into an empty folder by --data; then latchkey migrate moves them there/,
  );
  const exported = await type(['audit', 'export', '--seals']);
  await writeFile(join(folder, 'log.jsonl'), `${exported.out}\n`);
  const inFiles = { ...env, LATCHKEY_DATABASE_URL: '', LATCHKEY_DATA: join(folder, 'restored') };
  const restored = await shell(
    home,
    inFiles,
  )(['restore', join(folder, 'copy'), '--log', join(folder, 'log.jsonl'), '--yes']);
  assert.equal(restored.code, 0, restored.err);
  const tenants = (await shell(home, inFiles)(['tenant', 'list', '--json'])).out;
  assert.ok(tenants.includes(JSON.stringify(odd)), tenants);
  assert.doesNotMatch(tenants, /gone/);
  await ask(`DROP SCHEMA "latchkey_${name}" CASCADE`);
  const move = shell(home, { ...env, LATCHKEY_DATA: join(folder, 'restored') });
  const moved = await move(['migrate', '--from', 'sqlite', '--to', 'postgres']);
  assert.match(moved.out, /Moved, in/, moved.err);
  assert.equal((await type(['tenant', 'list', '--json'])).out, tenants);
  const verified = await type(['audit', 'verify']);
  assert.equal(verified.code, 0, verified.err);
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
