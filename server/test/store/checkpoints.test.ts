import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { it } from 'node:test';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { event, folder } from './fixtures.ts';

it('bounds the write-ahead log however much is written, and empties it on closing', async (t) => {
  const files = folder();
  t.after(files.remove);
  const file = files.path('busy.db');
  const store = await openSqliteStore(file, { synchronous: 'NORMAL' });
  let longest = 0;
  // 128 MB, faster than the worker alone would copy it.
  for (let turn = 0; turn < 128; turn++) {
    const detail = { filler: randomBytes(32 * 1024).toString('hex') };
    await Promise.all(Array.from({ length: 16 }, () => store.record([event('api.called', { detail })])));
    longest = Math.max(longest, statSync(`${file}-wal`).size);
  }
  // The writer steps in past 16 MB, unless the worker is copying at that moment: then at the next commit after.
  assert.ok(longest < 64 * 1024 * 1024, `grew to ${longest} bytes`);
  await store.close();
  assert.equal(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0, 0);
});
