import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { it } from 'node:test';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { event, folder } from './fixtures.ts';

it('keeps the write-ahead log near 16 MB however much is written, and empties it on closing', async (t) => {
  const files = folder();
  t.after(files.remove);
  const file = files.path('busy.db');
  const store = await openSqliteStore(file, { synchronous: 'NORMAL' });
  let longest = 0;
  // 48 MB, faster than the worker alone would copy it.
  for (let turn = 0; turn < 48; turn++) {
    const detail = { filler: randomBytes(32 * 1024).toString('hex') };
    await Promise.all(Array.from({ length: 16 }, () => store.record([event('api.called', { detail })])));
    longest = Math.max(longest, statSync(`${file}-wal`).size);
  }
  assert.ok(longest < 20 * 1024 * 1024, `grew to ${longest} bytes`);
  await store.close();
  assert.equal(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0, 0);
});
