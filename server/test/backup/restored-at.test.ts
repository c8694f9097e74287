import assert from 'node:assert/strict';
import { it } from 'node:test';
import { restoredAt } from '../../src/backup/restored-at.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { event, folder, NOW } from '../store/fixtures.ts';

it('the moment of a restore is looked for in the log once, and never again', async (t) => {
  const files = folder();
  t.after(files.remove);
  const store = await openSqliteStore(files.path('restored.db'));
  t.after(() => store.close());
  // As a version that noted nothing left it.
  await store.record([event('backup.restored', { at: NOW }), event('session.opened')]);
  assert.equal(await restoredAt(store), NOW);
  const auditTrail = () => assert.fail('the log was searched again');
  assert.equal(await restoredAt({ ...store, auditTrail }), NOW);
});
