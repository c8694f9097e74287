import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { closeSync, cpSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { HOUR } from '../../src/lib/clock.ts';
import { databaseFile, lockFolder } from '../../src/main.ts';
import { watchClock } from '../../src/store/expiry/clock-watch.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { peopled, type Site, siteFor } from '../backup/site.ts';
import { latchkey, shell } from '../cli/shell.ts';
import { noSmallDisk, smallDisk } from '../start/small-disk.ts';

const PAGE = comparable(readFileSync(new URL('../../../docs/operate/runbook.md', import.meta.url), 'utf8'));
const PAGE_SIZE = 4_096;

/** On one line, with every number the same. */
function comparable(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/\d+/g, '0');
}

/** Requires the runbook to have this message, for its own data folder and API. */
function isInRunbook(message: string, data = '/var/lib/latchkey'): void {
  const said = message.replaceAll(data, '/var/lib/latchkey').replaceAll('book-shop', 'shop');
  assert.ok(said !== '' && PAGE.includes(comparable(said)), said);
}

function change(site: Site, sql: string): void {
  const db = new DatabaseSync(databaseFile(site.data, 'book-shop'));
  db.exec(sql);
  db.close();
}

/** Overwrites the first page of a table. */
function damage({ data }: Site, table: string): void {
  const file = databaseFile(data, 'book-shop');
  const db = new DatabaseSync(file);
  const page = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table)?.rootpage;
  db.close();
  overwrite(file, (Number(page) - 1) * PAGE_SIZE);
}

function overwrite(file: string, at: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(PAGE_SIZE, 0xa5), 0, PAGE_SIZE, at);
  closeSync(descriptor);
}

/** A site with sealed rows and a backup; `anew` puts its data back as they were. */
async function backedUp(t: TestContext): Promise<{ site: Site; head: string; anew(): void }> {
  const site = await siteFor(t);
  await peopled(site);
  await (await site.serve()).stop();
  const made = await site.type(['backup', 'copy']);
  assert.equal(made.code, 0, made.err);
  const [, head = ''] = /--head (\S+)/.exec(made.out) ?? [];
  const sound = join(site.home, 'sound');
  cpSync(site.data, sound, { recursive: true });
  const anew = () => {
    rmSync(site.data, { recursive: true });
    cpSync(sound, site.data, { recursive: true });
  };
  return { site, head, anew };
}

test('the runbook has the messages of each failure, and its commands mend it', async (t) => {
  const { site, head, anew } = await backedUp(t);

  await t.test(
    'a damaged file: one page is found by reading all, and the log that is whole ends what ended since',
    async () => {
      anew();
      await site.type(['tenant', 'add', 'later', '--name', 'Later']);
      damage(site, 'access_tokens');
      assert.match((await site.type(['doctor'])).out, /Nothing is broken/);
      const read = await site.type(['doctor', '--read-all']);
      assert.equal(read.code, 1);
      assert.match(
        read.out,
        /BROKEN {2}The database \S+ is damaged(?: \(.*\))?\.\n +Stop Latchkey, keep a copy/,
      );
      isInRunbook('BROKEN The database /var/lib/latchkey/shop.sqlite is damaged');

      const log = await site.type(['audit', 'export', '--seals']);
      assert.equal(log.code, 0, log.err);
      writeFileSync(join(site.home, 'log.jsonl'), `${log.out}\n`);
      const restored = await site.type(['restore', 'copy', '--log', 'log.jsonl', '--replace'], 'restore\n');
      assert.equal(restored.code, 0, restored.err);
      assert.match((await site.type(['doctor', '--read-all'])).out, /Nothing is broken/);
      assert.match((await site.type(['audit', 'search', '--kind', 'tenant.created'])).out, /later/i);
    },
  );

  await t.test(
    'a damaged log or beginning of the file: a start and doctor say so in one sentence',
    async (t) => {
      anew();
      damage(site, 'audit');
      const server = latchkey(t, ['serve', '--port', '0'], site.home);
      assert.equal((await server.ended).code, 1);
      const sentence = server.written().split('\n').at(-1) ?? '';
      assert.match(sentence, /^The database \S+ cannot be used: it is damaged; /);
      isInRunbook(sentence, site.data);
      assert.ok((await site.type(['doctor'])).out.includes(sentence));

      overwrite(databaseFile(site.data, 'book-shop'), 0);
      const { err } = await site.type(['tenant', 'list']);
      assert.match(err, /the file is not a SQLite database/);
      isInRunbook('the file is not a SQLite database');
    },
  );

  await t.test('a file of the lock that holds something is named, and deleting it is enough', async () => {
    anew();
    const file = join(site.data, 'latchkey.lock');
    writeFileSync(file, randomBytes(PAGE_SIZE));
    assert.throws(
      () => lockFolder(site.data),
      ({ message }: Error) => {
        isInRunbook(message, site.data);
        return true;
      },
    );
    rmSync(file);
    lockFolder(site.data).release();
  });

  await t.test('a database that is missing in production is said with its path', async () => {
    rmSync(databaseFile(site.data, 'book-shop'));
    const { code, err } = await shell(site.home, { LATCHKEY_DATA: site.data })(['tenant', 'list']);
    assert.equal(code, 1);
    isInRunbook(err, site.data);
  });

  await t.test(
    'seals: each difference is named; seals that are all gone are seen by a head from elsewhere alone',
    async () => {
      anew();
      const verify = (...args: string[]) => site.type(['audit', 'verify', ...args]);
      change(site, "UPDATE audit SET detail = '{}' WHERE id = 1; DELETE FROM audit WHERE id = 2");
      change(site, "UPDATE audit_seals SET signature = 'AAAA'");
      const differs = await verify();
      assert.equal(differs.code, 1);
      // Which kinds of rows the first two are is no matter of the page.
      const [forged = '', changed = '', missing = ''] = differs.out.split('\n');
      assert.match(missing, /^row 2 \(\S+\) is missing\.$/);
      isInRunbook(changed.replace(/\(.*\)/, '(api.called)'));
      isInRunbook(missing.replace(/\(.*\)/, '(token.revoked)'));
      isInRunbook(forged);
      isInRunbook(differs.err);
      // In production the key is never beside the data.
      const env = { LATCHKEY_MASTER_KEY: readFileSync(join(site.data, 'master.key'), 'utf8') };
      const copied = await shell(site.home, env)(['audit', 'verify', '--data', join(site.home, 'copy')]);
      assert.equal(copied.code, 0, copied.out);

      change(site, 'DELETE FROM audit_seals; DELETE FROM audit_seal_parts');
      const gone = await verify();
      assert.equal(gone.code, 0);
      isInRunbook(gone.out.replace(/\.$/, ''));
      const known = await verify('--head', head);
      assert.equal(known.code, 1);
      isInRunbook(known.out.split('\n')[0] ?? '');
    },
  );

  await t.test('a leap of the clock is said in the words of the page', async () => {
    anew();
    const store = await openSqliteStore(databaseFile(site.data, 'book-shop'));
    const said: string[] = [];
    const log = { warn: (_: object, text: string) => void said.push(text), error: () => {} };
    const clock = { now: () => Date.now() + 25 * HOUR };
    const watch = await watchClock(store, clock, log as never);
    watch.stop();
    await store.close();
    assert.equal(said.length, 1);
    isInRunbook(said[0] ?? '');
  });

  await t.test('doctor says when the disk has little room', { skip: noSmallDisk }, async (t) => {
    const disk = smallDisk(t, 6);
    const { out } = await site.type(['doctor', '--data', disk]);
    const [line = ''] = /The disk of .*/.exec(out) ?? [];
    isInRunbook(line, disk);
  });
});
