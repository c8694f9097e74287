import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { digestOf } from '../../src/backup/backup.ts';
import { writeManifest } from '../../src/backup/manifest.ts';
import { openStore } from '../../src/main.ts';
import type { Store } from '../../src/store/store.ts';
import { BIN, latchkey, shell } from '../cli/shell.ts';
import { FACTORS } from './factors.ts';
import { LETTERS } from './letters.ts';
import { accessTokenIn, peopled, type Site, siteFor } from './site.ts';
import { settled, type Who } from './thing.ts';
import { THINGS } from './things.ts';

interface Pair {
  sort: string;
  ended: Who;
  other: Who;
  made: Map<Who, Map<string, string>>;
}

async function withStore<Value>({ data }: Site, work: (store: Store) => Promise<Value>): Promise<Value> {
  const store = await openStore({ dataDir: data }, 'book-shop');
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Two of every sort of thing, in a database that a server has begun. */
async function pairs(site: Site): Promise<Pair[]> {
  await site.type(['tenant', 'add', 'acme', '--name', 'Acme Ltd']);
  // The first start makes the keys.
  await (await site.serve()).stop();
  return withStore(site, async (store) => {
    const made: Pair[] = [];
    for (const [index, [sort, thing]] of Object.entries(THINGS).entries()) {
      const name = sort === 'tenant' ? 'tenant' : `thing${index}`;
      const pair = {
        sort,
        ended: await settled(store, `${name}a`),
        other: await settled(store, `${name}b`),
        made: new Map(),
      };
      for (const who of [pair.ended, pair.other]) {
        pair.made.set(who, new Map());
        await thing.make?.(store, who, pair.made.get(who) ?? new Map());
      }
      made.push(pair);
    }
    return made;
  });
}

async function working(site: Site, all: Pair[], which: 'ended' | 'other'): Promise<string[]> {
  return withStore(site, async (store) => {
    const found: string[] = [];
    for (const pair of all) {
      const who = pair[which];
      if (await THINGS[pair.sort]?.works(store, who, pair.made.get(who) ?? new Map())) found.push(pair.sort);
    }
    return found;
  });
}

const SORTS = Object.keys(THINGS);
const KEPT = SORTS.filter((sort) => !THINGS[sort]?.endsAnyway);

test('nothing works again that ended after the backup, of any sort; with the log, everything else does', async (t) => {
  const site = await siteFor(t);
  const all = await pairs(site);
  assert.equal((await site.type(['backup', '../copy'])).code, 0);
  assert.deepEqual(await working(site, all, 'ended'), SORTS);
  for (const { sort, ended, made } of all) {
    const said = await withStore(site, async (store) => {
      const own = made.get(ended) ?? new Map();
      // A command opens the database by itself, beside this.
      return THINGS[sort]?.end(store, ended, own, site.type);
    });
    if (said && typeof said === 'object' && 'code' in said) assert.equal(said.code, 0, JSON.stringify(said));
  }
  assert.deepEqual(
    (await working(site, all, 'ended')).filter((sort) => sort !== 'signing key'),
    [],
  );
  const log = join(site.home, 'log.jsonl');
  writeFileSync(log, `${(await site.type(['audit', 'export', '--seals'])).out}\n`);

  await t.test('with the log', async () => {
    const restored = await site.type(['restore', '../copy', '--log', 'log.jsonl', '--replace', '--yes']);
    assert.equal(restored.code, 0, restored.out + restored.err);
    assert.match(restored.out, /The log goes on for \d+ rows, from row \d+ to row \d+ of /);
    assert.match(restored.out, /\n {2}1 personal access tokens end\n/);
    assert.deepEqual(await working(site, all, 'ended'), []);
    assert.deepEqual(await working(site, all, 'other'), KEPT);
    const verified = await site.type(['audit', 'verify']);
    assert.equal(verified.code, 0, verified.out + verified.err);
    const [row] = await withStore(site, (store) => store.auditTrail({ kind: 'backup.restored', limit: 1 }));
    assert.equal(row?.detail.through, Number(row?.id) - 1);
  });

  await t.test('without the log', async () => {
    const restored = await site.type(['restore', '../copy', '--replace'], 'restore\n');
    assert.equal(restored.code, 0, restored.out + restored.err);
    assert.match(
      restored.out,
      /\d+ connections, \d+ clients and \d+ memberships are held until they are confirmed/,
    );
    assert.deepEqual(await working(site, all, 'ended'), []);
    assert.deepEqual(await working(site, all, 'other'), []);
    assert.equal((await site.type(['audit', 'verify'])).code, 0);
  });

  await t.test('until they are confirmed', async () => {
    const held = await site.type(['confirm']);
    assert.match(held.out, /^client {6}client_thing\d+a /m);
    assert.match(held.out, /^member {6}thing\d+b@acme\.example {2}acme {2}owner$/m);
    assert.match(held.out, /^connection {2}gr\S+ {2}acme /m);
    const one = all.find(({ sort }) => sort === 'role of a member');
    assert.ok(one);
    await site.type(['confirm', '--user', one.other.email]);
    assert.deepEqual(await working(site, [one], 'other'), ['role of a member']);
    const rest = await site.type(['confirm', '--all']);
    assert.equal(rest.code, 0, rest.err);
    assert.match(rest.out, /client_thing\d+b is used again, with a new secret, shown only now: \S+/);
    const back = new Set(await working(site, all, 'other'));
    const renewed = [
      'access token',
      'refresh token',
      'password',
      'linked account',
      'provider of a tenant',
      'role of a group',
      'session',
      'personal access token',
      'secret',
      'secret that was ended',
      'registration token that was ended',
      ...Object.keys(FACTORS),
      ...Object.keys(LETTERS),
    ];
    const expected = KEPT.filter((sort) => ![...renewed, 'webhook', 'secret of a webhook'].includes(sort));
    assert.deepEqual(
      expected.filter((sort) => !back.has(sort)),
      [],
    );
    assert.deepEqual(
      renewed.filter((sort) => back.has(sort)),
      [],
    );
    assert.match((await site.type(['confirm'])).err, /A restore holds nothing here\./);
  });
});

test('a restore is refused before it changes anything, when something of it is wrong', async (t) => {
  const site = await siteFor(t);
  await peopled(site);
  const server = await site.serve();
  const refused = async (args: string[], pattern: RegExp, type = site.type, input = '') => {
    const before = readdirSync(site.data).sort();
    const said = await type(['restore', ...args], input);
    assert.equal(said.code, 1, said.out);
    assert.match(said.err, pattern);
    assert.deepEqual(readdirSync(site.data).sort(), before);
  };
  assert.equal((await site.type(['backup', 'copy'])).code, 0);
  await refused(['copy', '--replace', '--yes'], /The data folder \S+ is in use by process \d+/);
  for (const name of ['Later', 'Latest'])
    await site.type(['tenant', 'add', name.toLowerCase(), '--name', name]);
  await server.stop();

  await refused(['copy', '--yes'], /There is a database \S+book-shop\.sqlite: --replace moves it aside/);
  await refused(['copy', '--replace'], /Type restore to go on\.\nNothing was changed\./, site.type, 'yes\n');
  await refused(
    ['nowhere', '--replace', '--yes'],
    /nowhere has no manifest\.json: it is no backup, or one that was interrupted/,
  );

  const whole = (await site.type(['audit', 'export'])).out.split('\n');
  const log = (lines: string[]) => writeFileSync(join(site.home, 'log'), `${lines.join('\n')}\n`);
  const withLog = ['copy', '--log', 'log', '--replace', '--yes'];
  log(whole.slice(0, 2));
  await refused(withLog, /log does not have row \d+, with which the log of the backup ends/);
  log(whole.filter((line) => !line.includes('"name":"Later"')));
  await refused(withLog, /log lacks 1 rows between others/);
  log(whole.map((line) => line.replace('"outcome":"allowed"', '"outcome":"denied"')));
  await refused(withLog, /log is of another log: its row \d+ is not the one of the backup/);
  log([...whole.slice(0, -1), (whole.at(-1) ?? '').replace(/"kind":"[^"]+"/, '"kind":"later.kind"')]);
  await refused(withLog, /rows of the kind "later\.kind", which this version does not know/);
  log(['id,at,kind']);
  await refused(withLog, /log line 1 is not JSON: --log takes what latchkey audit export writes/);
  const sealed = (await site.type(['audit', 'export', '--seals'])).out.split('\n');
  log(sealed.map((line) => line.replace('"name":"Later"', '"name":"Never"')));
  await refused(withLog, /log differs from its seals in 1 places: row \d+ \(tenant\.created\) was changed/);
  log(sealed.filter((line) => !line.includes('"name":"Later"')));
  await refused(withLog, /log differs from its seals in 1 places: .*row/);

  const copy = join(site.home, 'copy');
  const manifest = readFileSync(join(copy, 'manifest.json'), 'utf8');
  writeFileSync(join(copy, 'manifest.json'), manifest.replace(/"lastRow": \d+/, '"lastRow": 1'));
  await refused(['copy', '--replace', '--yes'], /manifest\.json was changed after the backup was made/);
  writeFileSync(join(copy, 'manifest.json'), manifest.slice(0, 100));
  await refused(['copy', '--replace', '--yes'], /manifest\.json is half written or damaged: name another/);
  writeFileSync(join(copy, 'manifest.json'), manifest);
  appendFileSync(join(copy, 'book-shop.sqlite'), 'x');
  await refused(['copy', '--replace', '--yes'], /book-shop\.sqlite was changed after the backup was made/);
});

test('a server comes back from a backup: earlier tokens work, later ones do not', async (t) => {
  const site = await siteFor(t);
  const robot = await peopled(site);
  const server = await site.serve();
  const early = accessTokenIn(await server.token(robot));
  assert.equal((await site.type(['backup', 'copy'])).code, 0);
  const late = accessTokenIn(await server.token(robot));
  await server.stop();
  writeFileSync(join(site.home, 'log'), `${(await site.type(['audit', 'export'])).out}\n`);
  const restored = await site.type(['restore', 'copy', '--log', 'log', '--replace', '--yes']);
  assert.equal(restored.code, 0, restored.err);
  assert.match(restored.err, /The export has no seals, so its rows cannot be verified/);
  const aside = readdirSync(site.data).filter((name) => name.startsWith('before-restore-'));
  assert.equal(aside.length, 1);

  const again = await site.serve();
  const status = async (token: string) => (await again.ask('api', '/notes', { token })).status;
  assert.deepEqual([await status(early), await status(late)], [200, 401]);
  await again.stop();

  assert.equal((await site.type(['restore', 'copy', '--replace', '--yes'])).code, 0);
  const third = await site.serve();
  assert.equal((await third.ask('api', '/notes', { token: early })).status, 401);
  assert.equal((await third.token(robot)).status, 401, 'the client is held, and its secret has ended');
  const confirmed = await site.type(['confirm', '--all']);
  const [, secret = ''] = /with a new secret, shown only now: (\S+)/.exec(confirmed.out) ?? [];
  const renewed = accessTokenIn(await third.token({ id: robot.id, secret }));
  assert.equal((await third.ask('api', '/notes', { token: renewed })).status, 200);
  await third.stop();
});

test('a restore that is killed leaves the data as it was, or keeps servers from starting until it is repeated', async (t) => {
  const site = await siteFor(t);
  await peopled(site);
  await (await site.serve()).stop();
  assert.equal((await site.type(['backup', 'copy'])).code, 0);
  await site.type(['tenant', 'add', 'later', '--name', 'Later']);
  const restoring = spawn(process.execPath, [BIN, 'restore', 'copy', '--replace'], {
    cwd: site.home,
    env: { ...process.env, LATCHKEY_MODE: 'development' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  t.after(() => restoring.kill('SIGKILL'));
  // It waits for an answer, with everything prepared.
  for await (const said of restoring.stderr) if (/Type restore to go on/.test(String(said))) break;
  assert.ok(readdirSync(site.data).includes('restoring'));
  const ended = once(restoring, 'exit');
  restoring.kill('SIGKILL');
  assert.deepEqual(await ended, [null, 'SIGKILL']);
  assert.match((await site.type(['tenant', 'list'])).out, /later/);
  assert.equal((await site.type(['restore', 'copy', '--replace', '--yes'])).code, 0);
  assert.doesNotMatch((await site.type(['tenant', 'list'])).out, /later/);
  assert.ok(!readdirSync(site.data).some((name) => name.startsWith('restoring')));

  // As a restore that was killed between two databases leaves it.
  writeFileSync(join(site.data, 'latchkey.restoring'), '');
  const server = latchkey(t, ['serve', '--port', '0'], site.home);
  assert.equal((await server.ended).code, 1);
  assert.match(
    server.written(),
    /A restore into \S+ was interrupted while it exchanged the databases: run latchkey restore again/,
  );
  assert.equal((await site.type(['restore', 'copy', '--yes'])).code, 0);
  await (await site.serve()).stop();
});

test('a backup under another master key, or of a newer version, is refused', async (t) => {
  const site = await siteFor(t);
  await peopled(site);
  await (await site.serve()).stop();
  assert.equal((await site.type(['backup', 'copy'])).code, 0);
  const other = shell(site.home, {
    LATCHKEY_MODE: 'development',
    LATCHKEY_MASTER_KEY: randomBytes(32).toString('base64url'),
  });
  assert.match(
    (await other(['restore', 'copy', '--replace', '--yes'])).err,
    /was made under another master key/,
  );

  const copy = join(site.home, 'copy');
  const file = join(copy, 'book-shop.sqlite');
  const db = new DatabaseSync(file);
  db.exec("INSERT INTO migrations (version, name, at) VALUES (9999, 'of tomorrow', 0)");
  db.close();
  const { begun, finished, databases } = JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8'));
  const masterKey = Buffer.from(readFileSync(join(site.data, 'master.key'), 'utf8').trim(), 'base64url');
  const [database] = databases;
  const now = [{ ...database, sha256: await digestOf(file), schema: 9999 }];
  await writeManifest(copy, masterKey, { begun, finished, databases: now });
  const said = await site.type(['restore', 'copy', '--replace', '--yes']);
  assert.match(said.err, /written by a newer version of Latchkey \(schema 9999/);
  assert.match((await site.type(['tenant', 'list'])).out, /acme/);
});
