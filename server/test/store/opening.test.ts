import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { migrations } from '../../src/store/migrations/index.ts';
import { migrate } from '../../src/store/migrations/migrate.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { event, folder, NOW, seed } from './fixtures.ts';

const OPENER = fileURLToPath(new URL('./children/opener.ts', import.meta.url));

describe('opening a database', () => {
  let files: ReturnType<typeof folder>;
  beforeEach(() => {
    files = folder();
  });
  afterEach(() => files.remove());

  const refusal = async (file: string): Promise<string> => {
    const error = await openSqliteStore(file).then(
      () => assert.fail('it opened'),
      (reason: Error) => reason,
    );
    assert.ok(error.message.includes(file), error.message);
    assert.match(error.message, /^[^\n]+\.$/, 'one sentence on one line');
    return error.message;
  };

  it('makes folder and file, readable to nobody else', async () => {
    const store = await openSqliteStore(files.path('new/data/api.db'));
    assert.equal(await store.health(), null);
    assert.equal(statSync(files.path('new/data')).mode & 0o777, 0o700);
    for (const name of ['api.db', 'api.db-wal']) {
      assert.equal(statSync(files.path(`new/data/${name}`)).mode & 0o777, 0o600, name);
    }
    await store.close();
  });

  it('keeps everything from one opening to the next', async () => {
    const first = await openSqliteStore(files.path('api.db'));
    assert.equal(await first.seedOnce(seed()), true);
    await first.close();
    const second = await openSqliteStore(files.path('api.db'));
    assert.equal(await second.seedOnce(seed()), false);
    assert.equal((await second.userById('usr_ann'))?.name, 'Ann');
    await second.close();
    await second.close();
  });

  it('answers writes after closing with a refusal', async () => {
    const store = await openSqliteStore(files.path('api.db'));
    await store.close();
    await assert.rejects(store.record([event('api.called')]), /closed/);
    assert.match((await store.health())?.message ?? '', /closed/);
  });

  it('says in one sentence what is wrong with a path', async () => {
    mkdirSync(files.path('folder.db'));
    assert.match(await refusal(files.path('folder.db')), /is a folder/);
    writeFileSync(files.path('file'), '');
    assert.match(await refusal(files.path('file/api.db')), /is a file, not a folder/);
    writeFileSync(files.path('text.db'), 'This is no database at all, but long enough to look.'.repeat(40));
    assert.match(await refusal(files.path('text.db')), /not a SQLite database/);
  });

  it('refuses a database that a newer version wrote', async () => {
    await (await openSqliteStore(files.path('api.db'))).close();
    const db = new DatabaseSync(files.path('api.db'));
    db.exec(`INSERT INTO migrations (version, name, at) VALUES (9999, 'future', 0)`);
    db.close();
    assert.match(await refusal(files.path('api.db')), /newer version of Latchkey \(schema 9999/);
  });

  it('lets several processes open a new database at once: one schema, one set of keys', async () => {
    const masterKey = randomBytes(32).toString('hex');
    const children = Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, [OPENER, files.path('api.db'), masterKey], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
      return { child, lines, exited: once(child, 'exit') };
    });
    for (const { lines } of children) assert.equal((await lines.next()).value, 'ready');
    for (const { child } of children) child.stdin.write('go\n');
    const keys = await Promise.all(children.map(async ({ lines }) => String((await lines.next()).value)));
    assert.equal(new Set(keys).size, 1);
    assert.equal(keys[0]?.split(' ').length, 3);
    for (const { exited } of children) assert.deepEqual(await exited, [0, null]);
    const db = new DatabaseSync(files.path('api.db'), { readOnly: true });
    assert.equal(db.prepare('SELECT count(*) AS n FROM migrations').get()?.n, migrations.length);
    assert.equal(db.prepare('SELECT count(*) AS n FROM sealed_keys').get()?.n, 8);
    db.close();
  });

  it('waits for another process that holds a new file to itself', async () => {
    const other = new DatabaseSync(files.path('api.db'));
    other.exec('BEGIN EXCLUSIVE');
    const opening = openSqliteStore(files.path('api.db'));
    await new Promise((resolve) => setImmediate(resolve));
    other.exec('ROLLBACK');
    other.close();
    const store = await opening;
    assert.equal(await store.health(), null);
    await store.close();
  });

  it('lets the process end although the store was not closed', async () => {
    const opens = `
      const { openSqliteStore } = await import(${JSON.stringify(new URL('../../src/store/sqlite/index.ts', import.meta.url).href)});
      await (await openSqliteStore(${JSON.stringify(files.path('api.db'))})).health();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', opens], { stdio: 'inherit' });
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});

describe('migrations', () => {
  const open = () => new DatabaseSync(':memory:');
  const steps = [
    { version: 1, name: 'one', sql: 'CREATE TABLE one (id INTEGER)' },
    { version: 2, name: 'two', sql: 'CREATE TABLE two (id INTEGER)' },
  ];
  const ran = (db: DatabaseSync) =>
    db
      .prepare('SELECT version FROM migrations ORDER BY version')
      .all()
      .map(({ version }) => version);

  it('runs what is missing, once, in order', () => {
    const db = open();
    migrate(db, steps.slice(0, 1), NOW);
    assert.deepEqual(ran(db), [1]);
    migrate(db, steps, NOW);
    migrate(db, steps, NOW);
    assert.deepEqual(ran(db), [1, 2]);
    db.close();
  });

  it('leaves the database as it was when one of several steps fails', () => {
    const db = open();
    migrate(db, steps.slice(0, 1), NOW);
    const broken = { version: 3, name: 'three', sql: 'CREATE TABLE three (id INTEGER); NONSENSE' };
    assert.throws(() => migrate(db, [...steps, broken], NOW), /NONSENSE/);
    assert.deepEqual(ran(db), [1]);
    assert.throws(() => db.exec('SELECT * FROM two'));
    assert.throws(() => db.exec('SELECT * FROM three'));
    migrate(db, steps, NOW);
    assert.deepEqual(ran(db), [1, 2]);
    db.close();
  });

  it('hold the write lock from before they look until they are done', (t) => {
    const files = folder();
    const [one, two] = [new DatabaseSync(files.path('m.db')), new DatabaseSync(files.path('m.db'))];
    t.after(() => {
      one.close();
      two.close();
      files.remove();
    });
    one.exec('PRAGMA journal_mode = WAL');
    migrate(one, steps.slice(0, 1), NOW);
    let met = 0;
    one.function('meet', () => {
      met += 1;
      assert.throws(() => migrate(two, steps, NOW), /locked/);
      return 0;
    });
    migrate(
      one,
      [...steps.slice(0, 1), { version: 2, name: 'two', sql: 'SELECT meet(); CREATE TABLE two (id)' }],
      NOW,
    );
    migrate(two, steps, NOW);
    assert.equal(met, 1);
    assert.deepEqual(ran(two), [1, 2]);
  });

  it('are numbered without gaps', () => {
    assert.deepEqual(
      migrations.map(({ version }) => version),
      migrations.map((_, index) => index + 1),
    );
  });
});
