import assert from 'node:assert/strict';
import { type FileHandle, open } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { GroupCommit } from '../../src/store/sqlite/group-commit.ts';
import { doing } from './doing.ts';
import { folder } from './fixtures.ts';

describe('chores', () => {
  it('have their commit wait for the disk in a thread, where nothing but chores is in it', async (t) => {
    const { group, level } = opened(t);
    assert.deepEqual(await Promise.all([group.chore(level), group.chore(level)]), [NORMAL, NORMAL]);
    assert.equal(await group.write(level), FULL);
    assert.deepEqual(await Promise.all([group.chore(level), group.append(level)]), [FULL, FULL]);
  });

  it('are answered when the disk has them, and refused if it could not take them', async (t) => {
    const { group, add, failures, numbers, told } = opened(t);
    const syncs = await syncsOf(t);
    let isAnswered = false;
    const answered = group.chore(add(1)).then(() => {
      isAnswered = true;
    });
    const first = await syncs.next();
    assert.deepEqual([numbers(), isAnswered, told()], [[1], false, 0]);
    first.resolve();
    await answered;
    assert.equal(told(), 1);
    const refused = assert.rejects(group.chore(add(2)), /no such disk/);
    (await syncs.next()).reject(new Error('no such disk'));
    await refused;
    assert.deepEqual([failures.length, told()], [1, 2]);
    assert.deepEqual(numbers(), [1, 2], 'as a commit whose answer was lost, it may be there');
  });

  it('leave others as safe as they were when they throw, or cannot begin', async (t) => {
    const { group, add, level, other } = opened(t);
    await group.chore(add(1));
    await assert.rejects(group.chore(add(1)), /UNIQUE/);
    assert.equal(await group.write(level), FULL);
    other.exec('BEGIN IMMEDIATE');
    const waiting = group.chore(level);
    await new Promise((resolve) => setImmediate(resolve));
    const asked = group.write(level);
    other.exec('ROLLBACK');
    assert.deepEqual(await Promise.all([waiting, asked]), [FULL, FULL]);
  });

  it('wait for nothing on a connection that does not wait for the disk', async (t) => {
    const { group, level } = opened(t, 'NORMAL');
    t.mock.method(await handleKind(), 'datasync', () => assert.fail('it was asked to sync'));
    assert.equal(await group.chore(level), NORMAL);
  });

  const [NORMAL, FULL] = [1, 2];

  function opened(t: TestContext, synchronous: 'FULL' | 'NORMAL' = 'FULL') {
    const files = folder();
    const path = files.path('chores.db');
    const db = new DatabaseSync(path);
    db.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; CREATE TABLE notes (id INTEGER PRIMARY KEY)`,
    );
    const other = new DatabaseSync(path);
    const failures: unknown[] = [];
    let commits = 0;
    const committed = () => {
      commits += 1;
    };
    const group = new GroupCommit(db, { path, committed, failed: (error) => failures.push(error) });
    t.after(async () => {
      await group.close();
      db.close();
      other.close();
      files.remove();
    });
    return {
      ...{ group, failures, other },
      told: () => commits,
      add: (id: number) => doing(() => db.prepare('INSERT INTO notes VALUES (?)').run(id)),
      level: doing(() => db.prepare('PRAGMA synchronous').get()?.synchronous),
      numbers: () =>
        other
          .prepare('SELECT id FROM notes ORDER BY id')
          .all()
          .map(({ id }) => id),
    };
  }

  /** The class of handles of files, which nothing exports. */
  async function handleKind(): Promise<FileHandle> {
    const handle = await open(fileURLToPath(import.meta.url));
    await handle.close();
    return Object.getPrototypeOf(handle);
  }

  /** Holds up each wait for the disk until the test lets it end. */
  async function syncsOf(t: TestContext) {
    const syncs: PromiseWithResolvers<void>[] = [];
    let began = Promise.withResolvers<void>();
    t.mock.method(await handleKind(), 'datasync', () => {
      const sync = Promise.withResolvers<void>();
      syncs.push(sync);
      began.resolve();
      return sync.promise;
    });
    return {
      async next(): Promise<PromiseWithResolvers<void>> {
        await began.promise;
        began = Promise.withResolvers();
        return syncs.pop() as PromiseWithResolvers<void>;
      },
    };
  }
});
