import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { copyOut } from '../../../src/store/postgres/copy-out.ts';
import { openPostgresStore, schemaOf } from '../../../src/store/postgres/index.ts';
import { openFilling } from '../../../src/store/sqlite/filling.ts';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';
import { event, folder, NOW } from '../fixtures.ts';
import { connect, postgresUrl, withoutPostgres } from './server.ts';

it('a copy has every row of the log up to its newest, also of verbs that were under way when it began', {
  skip: await withoutPostgres(),
}, async (t) => {
  const url = (await postgresUrl()) ?? '';
  const name = `copy-${randomBytes(4).toString('hex')}`;
  const schema = `"${schemaOf(name)}"`;
  const address = { url, directUrl: null, connections: 4 };
  const store = await openPostgresStore(address, name);
  const admin = await connect(2);
  t.after(async () => {
    await store.close();
    await admin.with((connection) => connection.command(`DROP SCHEMA ${schema} CASCADE`));
    await admin.close();
  });
  const { path, remove } = folder();
  t.after(remove);
  const file = path('copy.sqlite');
  const waits = () =>
    admin.with(async (connection) => {
      const { rows } = await connection.command(
        `SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'LOCK TABLE ${schema}%'`,
      );
      return rows[0]?.[0] === 1;
    });
  const copied = await admin.with(async (connection) => {
    // A verb takes its number, and commits after the next one.
    await connection.command(`BEGIN; INSERT INTO ${schema}.audit (kind, at, outcome, detail)
      VALUES ('client.changed', ${NOW}, 'allowed', '{}')`);
    await store.record([event('client.deleted')]);
    const copying = copyOut(address, name, () => openFilling(file, NOW));
    while (!(await Promise.race([waits(), copying.then(() => true)]))) await pause(5);
    await connection.command('COMMIT');
    return copying;
  });
  assert.equal(copied, undefined);
  const copy = await openSqliteStore(file, { opening: 'read' });
  const rows = await copy.auditTrail({ limit: 9 });
  await copy.close();
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ['client.deleted', 'client.changed'],
  );
});
