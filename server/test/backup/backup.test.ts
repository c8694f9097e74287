import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openStore } from '../../src/main.ts';
import { storedHash } from '../../src/tokens/format.ts';
import { latchkey } from '../cli/shell.ts';
import { noSmallDisk, smallDisk } from '../start/small-disk.ts';
import { event } from '../store/fixtures.ts';
import { accessTokenIn, peopled, type Site, siteFor } from './site.ts';

/** How much log a database gets, so that a copy takes many slices: `LATCHKEY_BACKUP_MB=1000` for a large one. */
const MEGABYTES = Number(process.env.LATCHKEY_BACKUP_MB ?? 12);

/** With the keys that the first start makes, and a log that its stop seals. */
async function filled({ data, serve }: Site, megabytes: number): Promise<void> {
  const store = await openStore({ dataDir: data }, 'book-shop');
  for (let left = megabytes; left > 0; left--) {
    const detail = { filler: randomBytes(2_000).toString('hex') };
    await store.record(Array.from({ length: 220 }, () => event('api.called', { detail })));
  }
  await store.close();
  const server = await serve();
  await server.stop();
}

const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

test('a backup beside a server is whole: it has every answer given before it, and verifies', async (t) => {
  const site = await siteFor(t);
  const robot = await peopled(site);
  await filled(site, MEGABYTES);
  const server = await site.serve();
  const given: string[] = [];
  const working = { on: true };
  const load = Array.from({ length: 2 }, async () => {
    while (working.on) given.push(accessTokenIn(await server.token(robot)));
  });
  while (given.length < 20) given.push(accessTokenIn(await server.token(robot)));
  const before = [...given];
  const made = latchkey(t, ['backup', '../copy'], site.home);
  const { code } = await made.ended;
  const [during] = [given.length - before.length];
  working.on = false;
  await Promise.all(load);
  await server.stop();
  assert.equal(code, 0, made.written());
  assert.match(
    made.written(),
    /book-shop: \d+ MB, up to row \d+ of the log, --head \d+:\S{43}\n.*copy is whole\./,
  );
  assert.ok(during > 0, 'nothing was answered beside it');

  const folder = join(site.home, '../copy');
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(folder).sort(), ['book-shop.sqlite', 'manifest.json']);
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const [database] = manifest.databases;
  const copy = join(folder, 'book-shop.sqlite');
  assert.equal(statSync(copy).mode & 0o777, 0o600);
  assert.deepEqual([database.bytes, database.sha256], [statSync(copy).size, digest(copy)]);

  const db = new DatabaseSync(copy, { readOnly: true });
  const has = db.prepare('SELECT 1 FROM access_tokens WHERE hash = ?');
  const hashes = before.map(storedHash);
  assert.deepEqual(
    hashes.filter((hash) => has.get(hash) === undefined),
    [],
  );
  assert.equal(db.prepare('SELECT max(id) AS id FROM audit').get()?.id, database.lastRow);
  assert.ok(Number(db.prepare('SELECT count(*) AS count FROM sealed_keys').get()?.count) >= 7);
  db.close();

  const masterKey = readFileSync(join(site.data, 'master.key'), 'utf8').trim();
  for (const file of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, file));
    assert.ok(!bytes.includes(masterKey) && !bytes.includes(Buffer.from(masterKey, 'base64url')), file);
  }
});

test('of one data folder', async (t) => {
  const site = await siteFor(t);
  await filled(site, MEGABYTES);

  await t.test('a backup needs an empty folder, and two of one data folder do not run at once', async (t) => {
    const used = join(site.home, 'used');
    await mkdir(used);
    await writeFile(join(used, 'something'), '');
    assert.match((await site.type(['backup', 'used'])).err, /used is not an empty folder: name a new one/);
    assert.deepEqual(readdirSync(used), ['something']);

    const other = new DatabaseSync(join(site.data, 'latchkey.backup.lock'));
    other.exec('BEGIN IMMEDIATE');
    assert.match(
      (await site.type(['backup', 'second'])).err,
      /is being backed up or moved by another process/,
    );
    other.close();
    const made = await site.type(['backup', 'second']);
    assert.equal(made.code, 0, made.err);

    const wrong = randomBytes(32).toString('base64url');
    const env = { LATCHKEY_MODE: 'development', LATCHKEY_MASTER_KEY: wrong };
    const refused = latchkey(t, ['backup', 'third'], site.home, env);
    assert.equal((await refused.ended).code, 1);
    assert.match(refused.written(), /were sealed under another master key/);
    assert.deepEqual(readdirSync(join(site.home, 'third')), []);
  });

  await t.test('a full disk is said, and leaves no half of a backup', { skip: noSmallDisk }, async (t) => {
    const folder = join(smallDisk(t, 18), 'copy');
    const made = await site.type(['backup', folder]);
    assert.equal(made.code, 1);
    assert.match(made.err, /The disk of \S+copy has \d+ MB left, and the backup needs \d+ MB: make room\./);
    assert.deepEqual(readdirSync(folder), []);
  });

  await t.test(
    'a backup that is killed has no manifest, and the next one is not held up by it',
    async (t) => {
      const copy = join(site.home, 'copy');
      const killed = latchkey(t, ['backup', 'copy'], site.home);
      // Its first file is there: it copies.
      for (;;) {
        const there = readdirSync(site.home).includes('copy') && readdirSync(copy).length > 0;
        if (there || killed.child.exitCode !== null) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
      killed.child.kill('SIGKILL');
      assert.equal((await killed.ended).signal, 'SIGKILL', killed.written());
      assert.ok(!readdirSync(copy).includes('manifest.json'));
      assert.match((await site.type(['backup', 'copy'])).err, /copy is not an empty folder/);
      const again = await site.type(['backup', 'again']);
      assert.equal(again.code, 0, again.err);
    },
  );
  await t.test('a damaged database is not copied as if it were whole', async () => {
    const file = join(site.data, 'book-shop.sqlite');
    const handle = openSync(file, 'r+');
    const pages = statSync(file).size / 4_096;
    for (let page = 60; page < pages - 20; page += 7)
      writeSync(handle, Buffer.alloc(900, 7), 0, 900, page * 4_096);
    closeSync(handle);
    const made = await site.type(['backup', 'damaged']);
    assert.equal(made.code, 1);
    assert.match(
      made.err,
      /The database \S+book-shop\.sqlite (is damaged, and so is its copy|cannot be copied)/,
    );
    assert.deepEqual(readdirSync(join(site.home, 'damaged')), []);
  });
});
