import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { sha256 } from '../../src/lib/compare.ts';
import { type AuditEvent, ClientId, TenantId, UserId } from '../../src/model/index.ts';
import { SqliteDatabase } from '../../src/store/sqlite/database.ts';
import { GroupCommit } from '../../src/store/sqlite/group-commit.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { StoreFault } from '../../src/store/store-fault.ts';
import { doing } from './doing.ts';
import { approved, consent, event, folder, logged, NOW, seed, tally } from './fixtures.ts';

describe('group commit', () => {
  let files: ReturnType<typeof folder>;
  let db: DatabaseSync;
  let other: DatabaseSync;
  let commits: number;
  let group: GroupCommit;

  beforeEach(() => {
    files = folder();
    db = new DatabaseSync(files.path('group.db'));
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('CREATE TABLE parents (id INTEGER PRIMARY KEY)');
    db.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parents(id))');
    other = new DatabaseSync(files.path('group.db'));
    commits = 0;
    db.exec('PRAGMA busy_timeout = 0');
    group = new GroupCommit(db, {
      path: files.path('group.db'),
      lockTimeout: 200,
      committed() {
        commits += 1;
      },
    });
  });
  afterEach(() => {
    db.close();
    other.close();
    files.remove();
  });

  const add = (id: number, parent: number | null = null) => {
    db.prepare('INSERT INTO notes (id, parent) VALUES (?, ?)').run(id, parent);
    return id;
  };
  const seenBy = (connection: DatabaseSync) =>
    connection
      .prepare('SELECT id FROM notes ORDER BY id')
      .all()
      .map(({ id }) => id);
  const write = <Value>(work: () => Value) => group.write(doing(work));

  it('lets the reads of a turn that ends with a batch see one moment, and the next turn what came since', async () => {
    const read = () => group.read(doing(() => seenBy(db)));
    const put = (id: number) => other.prepare('INSERT INTO notes (id) VALUES (?)').run(id);
    put(1);
    assert.deepEqual(await read(), [1]);
    put(2);
    assert.deepEqual(await read(), [1, 2], 'nothing is written in this turn');
    const written = write(() => add(3));
    assert.deepEqual(await read(), [1, 2]);
    put(4);
    assert.deepEqual(await read(), [1, 2], 'the lock is not asked for again');
    await written;
    put(5);
    assert.deepEqual(await read(), [1, 2, 3, 4, 5]);
  });

  it('tells the condition of the log in such a turn as well', async (t) => {
    const store = await openSqliteStore(files.path('condition.db'), { synchronous: 'NORMAL' });
    t.after(() => store.close());
    const written = store.record([event('api.called')]);
    const [, { checkpoints }] = await Promise.all([store.tenantById(TenantId('org_a')), store.condition()]);
    assert.equal(checkpoints, 'in time');
    await written;
  });

  it('counts once what verbs wrote to the log, without those that were undone or whose commit came to nothing', async () => {
    const counted: AuditEvent[][] = [];
    const told: AuditEvent[][] = [];
    let fails = true;
    const counting = new GroupCommit(db, {
      path: files.path('group.db'),
      beforeCommit: (written) =>
        doing(() => {
          counted.push([...written]);
          if (fails) throw new Error('not counted');
        })(),
      committed: (_ms, _verbs, { written }) => told.push([...written]),
    });
    const row = (id: number) => event('api.called', { requestId: `${id}` });
    const verb = (id: number) =>
      counting.write(function* () {
        yield { written: [row(id)] };
        add(id);
      });
    await assert.rejects(verb(1), /not counted/);
    fails = false;
    const undone = counting.write(function* () {
      yield { written: [row(2)] };
      throw new Error('undone');
    });
    await Promise.all([verb(3), assert.rejects(undone, /undone/), verb(4)]);
    assert.deepEqual(counted, [[row(1)], [row(3), row(4)]]);
    assert.deepEqual(told, [[row(3), row(4)]]);
    assert.deepEqual(seenBy(other), [3, 4]);
  });

  it('runs no step before it is asked for', async () => {
    const database = new SqliteDatabase(db, files.path('group.db'));
    const insert = database.run('INSERT INTO notes (id) VALUES (:id)');
    await group.write(function* () {
      insert({ id: 1 });
      yield* insert({ id: 2 });
    });
    assert.deepEqual(seenBy(other), [2]);
  });

  it('takes no rows for the log from a read', async () => {
    const writing = function* () {
      yield { written: [event('api.called')] };
    };
    await assert.rejects(group.read(writing), /must not change anything/);
  });

  it('commits the verbs of one turn together and answers each after that', async () => {
    const seen = await Promise.all(
      Array.from({ length: 50 }, (_, id) => write(() => add(id)).then(() => seenBy(other).length)),
    );
    assert.equal(commits, 1);
    assert.ok(
      seen.every((count) => count === 50),
      'somebody was answered before the commit',
    );
  });

  it('undoes exactly the verb that threw', async () => {
    const outcomes = await Promise.allSettled([
      write(() => add(1)),
      write(() => {
        add(2);
        throw new Error('refused');
      }),
      write(() => add(1)),
      write(() => add(3)),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(seenBy(other), [1, 3]);
    assert.equal(commits, 1);
  });

  it('rejects everybody when the commit fails, keeps nothing, and goes on', async () => {
    const outcomes = await Promise.allSettled([
      write(() => add(1)),
      // A deferred constraint is checked by COMMIT alone.
      write(() => {
        db.exec('PRAGMA defer_foreign_keys = ON');
        add(2, 99);
      }),
      write(() => add(3)),
    ]);
    assert.ok(outcomes.every(({ status }) => status === 'rejected'));
    assert.deepEqual(seenBy(other), []);
    assert.equal(commits, 0);
    assert.equal(await write(() => add(4)), 4);
    assert.deepEqual(seenBy(other), [4]);
  });

  it('rejects everybody when the database is locked, and goes on when it is free', async () => {
    other.exec('BEGIN IMMEDIATE');
    const outcomes = await Promise.allSettled([write(() => add(1)), write(() => add(2))]);
    for (const outcome of outcomes) {
      const reason: unknown = outcome.status === 'rejected' ? outcome.reason : null;
      assert.ok(reason instanceof StoreFault && reason.kind === 'locked', String(reason));
      assert.ok(reason.message.includes(files.path('group.db')));
    }
    other.exec('ROLLBACK');
    assert.equal(await write(() => add(3)), 3);
  });

  it('lets the event loop go on while it waits for the lock, and commits in the order of the calls', async () => {
    other.exec('BEGIN IMMEDIATE');
    const first = write(() => add(2));
    // Turns of the loop in which a verb that waited on it would hold up everybody, and this lock's holder as well.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    const second = write(() => seenBy(db));
    other.exec('ROLLBACK');
    assert.deepEqual([await first, await second], [2, [2]]);
    assert.equal(commits, 1);
  });

  it('lets the event loop go on while it is held, and commits when it is not', async () => {
    let isHeld = true;
    const held = new GroupCommit(db, {
      path: files.path('group.db'),
      isHeld: () => isHeld,
      committed() {},
    });
    const written = held.write(doing(() => add(1)));
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual([seenBy(other), await held.read(doing(() => seenBy(db)))], [[], []]);
    isHeld = false;
    assert.equal(await written, 1);
    assert.deepEqual(seenBy(other), [1]);
  });

  it('ends its wait for the lock when it closes', async () => {
    other.exec('BEGIN IMMEDIATE');
    const waiting = write(() => add(1));
    const closed = group.close();
    await assert.rejects(waiting, StoreFault);
    await closed;
    other.exec('ROLLBACK');
    assert.deepEqual(seenBy(other), []);
  });

  it('rejects everybody when a full disk undoes the whole transaction', async () => {
    const undoAll = write(() => {
      db.exec('ROLLBACK');
      throw new Error('database or disk is full');
    });
    const outcomes = await Promise.allSettled([write(() => add(1)), undoAll, write(() => add(2))]);
    for (const outcome of outcomes) {
      assert.match(outcome.status === 'rejected' ? String(outcome.reason) : '', /disk is full/);
    }
    assert.deepEqual(seenBy(other), []);
    assert.equal(await write(() => add(3)), 3);
  });

  it('commits what waits when it closes, and takes nothing more', async () => {
    const waiting = write(() => add(1));
    await group.close();
    assert.equal(await waiting, 1);
    await assert.rejects(
      write(() => add(2)),
      /closed/,
    );
  });
});

describe('verbs in one commit', () => {
  it('fail alone: a consent whose code exists already leaves no grant behind', async (t) => {
    const files = folder();
    const store = await openSqliteStore(files.path('verbs.db'), { clock: { now: () => NOW } });
    t.after(async () => {
      await store.close();
      files.remove();
    });
    await store.seedOnce(seed());
    await approved(store, { codeHash: sha256('taken') });
    const good = Array.from({ length: 40 }, () => store.record([event('api.called')]));
    const bad = store.approve(consent({ tenantId: TenantId('org_b'), codeHash: sha256('taken') }));
    const more = Array.from({ length: 40 }, () => store.record([event('api.called')]));
    const outcomes = await Promise.allSettled([...good, bad, ...more]);
    assert.deepEqual(tally(outcomes.map(({ status }) => status)), { fulfilled: 80, rejected: 1 });
    assert.equal(await store.grantFor(ClientId('platform'), UserId('usr_ann'), TenantId('org_b')), null);
    assert.deepEqual(await logged(store), { 'authorization.granted': 1, 'api.called': 80 });
  });
});
