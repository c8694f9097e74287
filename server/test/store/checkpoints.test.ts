import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { it, type Mock } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { event, folder } from './fixtures.ts';

/** The next worker that is started. It starts by a timer that does not keep this process alive, so until `stop` something else does. */
function workerOf(): { worker: Promise<Worker>; stop(): void } {
  const found = Promise.withResolvers<Worker>();
  const noticed = (message: unknown) => {
    if (message instanceof Object && 'worker' in message && message.worker instanceof Worker)
      found.resolve(message.worker);
  };
  subscribe('worker_threads', noticed);
  const awake = setInterval(() => {}, 1_000);
  const stop = () => {
    unsubscribe('worker_threads', noticed);
    clearInterval(awake);
  };
  return { worker: found.promise, stop };
}

const MEGABYTE = 1024 * 1024;
const PAGE = 4_096;

/** The bytes of pages in the log, those included that are in the database file as well. */
function logOf(file: string): number {
  const db = new DatabaseSync(file);
  const log = db.prepare('PRAGMA wal_checkpoint(NOOP)').get()?.log;
  db.close();
  return PAGE * Number(log);
}

/** How often the writer finished a checkpoint. */
function finishes({ mock }: Mock<StatementSync['get']>): number {
  return mock.calls.filter(
    (call) => call.this instanceof StatementSync && /RESTART/.test(call.this.sourceSQL),
  ).length;
}

it('bounds the write-ahead log however much is written, and empties it on closing', async (t) => {
  const files = folder();
  t.after(files.remove);
  const file = files.path('busy.db');
  const store = await openSqliteStore(file, { synchronous: 'NORMAL' });
  const lengths: number[] = [];
  // 128 MB, faster than the worker alone would copy it.
  for (let turn = 0; turn < 128; turn++) {
    const detail = { filler: randomBytes(32 * 1024).toString('hex') };
    await Promise.all(Array.from({ length: 16 }, () => store.record([event('api.called', { detail })])));
    lengths.push(statSync(`${file}-wal`).size);
  }
  // The writer steps in past 16 MB, unless the worker is copying at that moment: then at the next commit after.
  assert.ok(Math.max(...lengths) < 64 * MEGABYTE, `grew to ${Math.max(...lengths)} bytes`);
  // A file that is cut off has to find new places on the disk when it grows again.
  assert.deepEqual(
    lengths.filter((length) => length < 16 * MEGABYTE),
    lengths.slice(0, 16).filter((length) => length < 16 * MEGABYTE),
  );
  await store.close();
  assert.equal(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0, 0);
});

it('waits for no reader, however long it reads, and empties the log when it has gone', async (t) => {
  const files = folder();
  t.after(files.remove);
  const file = files.path('read.db');
  const settings = t.mock.method(DatabaseSync.prototype, 'exec');
  const store = await openSqliteStore(file, { synchronous: 'NORMAL' });
  // With a busy timeout each of the commits past 16 MB would stop the process for the whole of it.
  const timeouts = settings.mock.calls.map(({ arguments: [sql] }) => /busy_timeout = (\d+)/.exec(sql)?.[1]);
  assert.equal(
    timeouts.findLast((each) => each !== undefined),
    '0',
  );
  const write = async (turns: number) => {
    for (let turn = 0; turn < turns; turn++) {
      const detail = { filler: randomBytes(32 * 1024).toString('hex') };
      await Promise.all(Array.from({ length: 16 }, () => store.record([event('api.called', { detail })])));
    }
  };
  const reader = new DatabaseSync(file);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM audit').get();
  await write(40);
  assert.ok(statSync(`${file}-wal`).size > 33 * MEGABYTE);
  reader.exec('COMMIT');
  reader.close();
  for (let turn = 0; turn < 1_000 && logOf(file) > 4 * MEGABYTE; turn++) await write(1);
  assert.ok(logOf(file) <= 16 * MEGABYTE);
  assert.ok(statSync(`${file}-wal`).size <= 33 * MEGABYTE, 'the file stays as long as the reader made it');
  await store.close();
});

it('has its worker copy first what was written at once, before the writer finishes', async (t) => {
  const files = folder();
  t.after(files.remove);
  const { worker: found, stop } = workerOf();
  t.after(stop);
  const asked = t.mock.method(StatementSync.prototype, 'get');
  const file = files.path('burst.db');
  const store = await openSqliteStore(file, { synchronous: 'NORMAL' });
  const detail = { filler: randomBytes(32 * 1024).toString('hex') };
  await store.record(Array.from({ length: 320 }, () => event('api.called', { detail })));
  assert.equal(finishes(asked), 0, 'the writer copies 20 MB while requests wait');
  const [worker] = await Promise.all([found, store.record([event('api.called')])]);
  await once(worker, 'message');
  await store.record([event('api.called')]);
  assert.ok(logOf(file) < MEGABYTE, 'the log goes on from its end');
  await store.close();
});

it('has its worker finish a log of 32 MB, beside the loop', async (t) => {
  const files = folder();
  t.after(files.remove);
  const { worker: found, stop } = workerOf();
  t.after(stop);
  const file = files.path('long.db');
  const store = await openSqliteStore(file, { synchronous: 'NORMAL' });
  const [worker] = await Promise.all([found, store.record([event('api.called')])]);
  const asked = t.mock.method(StatementSync.prototype, 'get');
  const detail = { filler: randomBytes(32 * 1024).toString('hex') };
  const finished = new Promise((resolve) => {
    worker.on('message', ({ message, left }) => message === 'finish' && resolve(left));
  });
  await store.record(Array.from({ length: 560 }, () => event('api.called', { detail })));
  const waiting = store.record([event('api.called')]);
  assert.equal(await finished, 0, 'something was written meanwhile');
  await waiting;
  assert.equal(finishes(asked), 0, 'the writer copies 35 MB while requests wait');
  assert.ok(logOf(file) < MEGABYTE, 'the log goes on from its end');
  await store.close();
});

it('leaves what a long reader held back to its worker: the writer, which has requests to answer, copies little', async (t) => {
  const files = folder();
  t.after(files.remove);
  const file = files.path('held.db');
  const { worker: found, stop } = workerOf();
  t.after(stop);
  const store = await openSqliteStore(file, { synchronous: 'NORMAL' });
  const write = () => {
    const detail = { filler: randomBytes(32 * 1024).toString('hex') };
    return Promise.all(Array.from({ length: 16 }, () => store.record([event('api.called', { detail })])));
  };
  const reader = new DatabaseSync(file);
  await write();
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM audit').get();
  while (statSync(`${file}-wal`).size < 32 * MEGABYTE) await write();
  const worker = await found;
  const pass = () => Promise.all([once(worker, 'message'), write()]);
  // The first of its passes may have begun before the last write.
  for (let passes = 0; passes < 2; passes++) await pass();

  const asked = t.mock.method(StatementSync.prototype, 'get');
  for (let passes = 0; passes < 4; passes++) await pass();
  assert.equal(finishes(asked), 0, 'the writer copies 32 MB while requests wait');
  reader.exec('COMMIT');
  reader.close();
  for (let passes = 0; passes < 50 && logOf(file) > 16 * MEGABYTE; passes++) await pass();
  assert.ok(logOf(file) <= 16 * MEGABYTE);
  await store.close();
});

it('starts its worker only for a store that lives longer than a moment, and ends it', async (t) => {
  const files = folder();
  t.after(files.remove);
  let started = 0;
  let ended = 0;
  const noticed = (message: unknown) => {
    if (!(message instanceof Object && 'worker' in message && message.worker instanceof Worker)) return;
    started += 1;
    message.worker.once('exit', () => {
      ended += 1;
    });
  };
  subscribe('worker_threads', noticed);
  t.after(() => unsubscribe('worker_threads', noticed));
  const short = await openSqliteStore(files.path('short.db'));
  await short.record([event('api.called')]);
  await short.close();
  assert.equal(started, 0);
  const long = await openSqliteStore(files.path('long.db'));
  await long.record([event('api.called')]);
  // Pages reach the database file only by a checkpoint.
  const size = () => statSync(files.path('long.db')).size;
  const empty = size();
  while (size() === empty) await setTimeout(10);
  await long.close();
  assert.deepEqual([started, ended], [1, 1]);
});
