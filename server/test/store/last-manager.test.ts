import { test } from 'node:test';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { folder } from './fixtures.ts';
import { stepDownAtOnce } from './step-down.ts';

test('of two managers who step down at once, each in a process of its own, one stays', async (t) => {
  const files = folder();
  const file = files.path('api.db');
  const store = await openSqliteStore(file);
  t.after(async () => {
    await store.close();
    files.remove();
  });
  await stepDownAtOnce(t, store, file);
});
