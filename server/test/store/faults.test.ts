import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, closeSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { StoreFault } from '../../src/store/store-fault.ts';
import { fill, noSmallDisk, smallDisk } from '../start/small-disk.ts';
import { event, folder } from './fixtures.ts';

const row = () => event('api.called', { detail: { filler: randomBytes(16 * 1024).toString('hex') } });

describe('a full disk', { skip: noSmallDisk }, () => {
  it('stops no process: not where a commit fails, nor where its pages cannot be copied out of the log', async (t) => {
    const disk = smallDisk(t, 40);
    const file = join(disk, 'full.db');
    const store = await openSqliteStore(file);
    // While it reads, the log cannot be begun anew.
    const reader = new DatabaseSync(file);
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM audit').get();
    while (statSync(`${file}-wal`).size < 17 * 1024 * 1024) {
      await Promise.all(Array.from({ length: 16 }, () => store.record([row()])));
    }
    reader.exec('COMMIT');
    reader.close();
    const rests = Array.from({ length: 10 }, (_, index) => join(disk, `rest-${index}`));
    for (const rest of rests) appendFileSync(rest, Buffer.alloc(64 * 1024));
    fill(disk);
    // Room for small commits, each of which finds the log too long and the file unable to take it.
    let fault: unknown = null;
    let committed = 0;
    for (const rest of rests) {
      // The worker, which copies pages beside this, may be the one that takes the room.
      if (committed > 0) break;
      truncateSync(rest, 0);
      fault = null;
      while (fault === null) {
        await store.record([event('api.called')]).then(
          () => committed++,
          (error: unknown) => {
            fault = error;
          },
        );
      }
    }
    assert.ok(committed > 0);
    assert.ok(fault instanceof StoreFault && fault.kind === 'full', String(fault));
    assert.match(fault.message, /^The database \S+full\.db cannot be used: the disk is full\.$/);
    assert.equal((await store.health())?.kind, 'full');
    for (const rest of rests) rmSync(rest);
    rmSync(join(disk, 'something-else'));
    await store.record([row()]);
    await store.close();
    assert.equal(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0, 0);
  });

  it('is said when a database is opened on it, and so is a disk that takes nothing in', async (t) => {
    const disk = smallDisk(t, 1);
    const file = join(disk, 'new.db');
    const empty = fill(disk);
    await assert.rejects(openSqliteStore(file), {
      message: `The database ${file} cannot be used: the disk is full.`,
    });
    empty();
    await (await openSqliteStore(file)).close();
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    await assert.rejects(
      openSqliteStore(file),
      /new\.db cannot be used: its folder is on a read-only file system\.$/,
    );
  });
});

it('a damaged file is named with its path and what to do', async (t) => {
  const files = folder();
  t.after(files.remove);
  const file = files.path('damaged.db');
  const store = await openSqliteStore(file);
  for (let turn = 0; turn < 20; turn++) await store.record([row()]);
  await store.close();
  // The first page of the log alone: without its schema the file would not open.
  const db = new DatabaseSync(file);
  const page = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'audit'").get()?.rootpage;
  db.close();
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(4_096, 0xa5), 0, 4_096, (Number(page) - 1) * 4_096);
  closeSync(descriptor);
  const again = await openSqliteStore(file);
  t.after(() => again.close());
  await assert.rejects(again.auditTrail({ limit: 100 }), (error) => {
    assert.ok(error instanceof StoreFault && error.kind === 'broken', String(error));
    assert.ok(
      error.message.startsWith(`The database ${file} cannot be used: it is damaged; `),
      error.message,
    );
    assert.match(error.message, /restore it from a backup\.$/);
    return true;
  });
});
