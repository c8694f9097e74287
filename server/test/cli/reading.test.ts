import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { openStore } from '../../src/main.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { migrate } from '../../src/store/migrations/migrate.ts';
import { event } from '../store/fixtures.ts';
import { folderFor, shell } from './shell.ts';

/** Commands that show something, or change what has to be there already. */
const COMMANDS = [
  ['audit', 'verify'],
  ['audit', 'search'],
  ['audit', 'export'],
  ['audit', 'tail'],
  ['explain', '1'],
  ['decide', 'GET', '/notes', '--as', 'conn_1'],
  ['user', 'list'],
  ['role', 'list'],
  ['role', 'set', 'night', 'note.read', '--tenant', 'acme'],
  ['role', 'remove', 'night', '--tenant', 'acme'],
  ['keys', 'list'],
  ['keys', 'rotate'],
  ['client', 'set', 'app_1', '--plan', 'none'],
];

async function shop(t: TestContext) {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'book-shop']);
  const home = join(folder, 'book-shop');
  return { home, type: shell(home), data: join(home, '.latchkey') };
}

for (const args of COMMANDS) {
  test(`${args.slice(0, 2).join(' ')} in the wrong folder fails and leaves nothing there`, async (t) => {
    const { home, type } = await shop(t);
    const [missing, empty, hollow] = ['missing', 'empty', 'hollow'].map((name) => join(home, name));
    assert.ok(missing && empty && hollow);
    mkdirSync(empty);
    mkdirSync(hollow);
    writeFileSync(join(hollow, 'book-shop.sqlite'), '');
    for (const data of [missing, empty, hollow]) {
      const { code, out, err } = await type([...args, '--data', data]);
      assert.deepEqual([code, out], [1, ''], data);
      assert.match(err, /^There is no database of Latchkey at .*book-shop\.sqlite: see whether .* --data/);
    }
    assert.equal(existsSync(missing), false);
    assert.deepEqual(readdirSync(empty), []);
    assert.deepEqual(readdirSync(hollow), ['book-shop.sqlite']);
    assert.equal(readFileSync(join(hollow, 'book-shop.sqlite')).length, 0);
  });
}

test('a file that Latchkey did not make, and one of a newer version, are refused by what reads', async (t) => {
  const { type, data } = await shop(t);
  mkdirSync(data, { recursive: true });
  const file = join(data, 'book-shop.sqlite');
  const other = new DatabaseSync(file);
  other.exec('CREATE TABLE notes (text TEXT)');
  other.close();
  assert.match(
    (await type(['audit', 'search'])).err,
    /There is no database of Latchkey at .*book-shop\.sqlite: /,
  );
  const newer = new DatabaseSync(file);
  newer.exec(
    'CREATE TABLE migrations (version INTEGER, name TEXT, at INTEGER); INSERT INTO migrations VALUES (999, 1, 1)',
  );
  newer.close();
  assert.match((await type(['audit', 'search'])).err, /written by a newer version of Latchkey/);
});

test('a database of an earlier version is not migrated by what reads, doctor included', async (t) => {
  const { type, data } = await shop(t);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const file = join(data, 'book-shop.sqlite');
  const old = new DatabaseSync(file);
  old.exec('PRAGMA journal_mode = WAL');
  migrate(old, migrations.slice(0, -1), Date.now());
  old.close();
  const digest = () => createHash('sha256').update(readFileSync(file)).digest('hex');
  const before = digest();
  const due =
    /written by an earlier version of Latchkey \(schema \d+, this version has \d+\): the next start/;
  for (const args of [
    ['audit', 'search'],
    ['user', 'list'],
    ['doctor', '--profile', 'fapi2'],
  ]) {
    const { code, err } = await type(args);
    assert.equal(code, 1, args.join(' '));
    assert.match(err, due);
  }
  const { out } = await type(['doctor']);
  assert.match(out, due);
  assert.match(out, /note {4}The database/);
  assert.equal(digest(), before);
  await (await openStore({ dataDir: data }, 'book-shop')).close();
  assert.notEqual(digest(), before);
  assert.doesNotMatch((await type(['doctor'])).out, due);
  assert.equal((await type(['audit', 'search'])).code, 0);
});

test('an empty log is not verified, and no master key is made to verify one', async (t) => {
  const { type, data } = await shop(t);
  await (await openStore({ dataDir: data }, 'book-shop')).close();
  const keyless = await type(['audit', 'verify']);
  assert.equal(keyless.code, 1);
  assert.match(
    keyless.err,
    /master key file .* cannot be read \(ENOENT\): put a copy .* or set LATCHKEY_MASTER_KEY /,
  );
  assert.equal(existsSync(join(data, 'master.key')), false);
  const env = { LATCHKEY_MODE: 'development', LATCHKEY_DATA: data };
  const keyed = shell(join(data, '..'), {
    ...env,
    LATCHKEY_MASTER_KEY: randomBytes(32).toString('hex'),
  });
  const empty = await keyed(['audit', 'verify']);
  assert.deepEqual([empty.code, empty.out], [1, '']);
  assert.match(empty.err, /^The audit log is empty: there is nothing to verify\.$/);
  const store = await openStore({ dataDir: data }, 'book-shop');
  await store.record([event('session.opened')]);
  await store.close();
  const one = await keyed(['audit', 'verify']);
  assert.deepEqual([one.code, one.out], [0, '0 rows under 0 seals are as they were; 1 are not sealed yet.']);
});

test('a read-only store changes nothing, and rejects every write', async (t) => {
  const { data } = await shop(t);
  await (await openStore({ dataDir: data }, 'book-shop')).close();
  const store = await openStore({ dataDir: data }, 'book-shop', { opening: 'read' });
  t.after(() => store.close());
  assert.deepEqual(await store.auditTrail({ limit: 1 }), []);
  await assert.rejects(store.record([event('session.opened')]), /readonly|read-only/);
});
