import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { type AuditEvent, ConnectedAccountId } from '../../src/model/index.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { migrate } from '../../src/store/migrations/migrate.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { callSums } from '../../src/usage/sums.ts';
import { event, folder, HOUR, NOW } from './fixtures.ts';

/** Rows of every kind that there is, one account by an id from before it was joined with others. */
const BOTH = {
  connectedAccountId: ConnectedAccountId('conn_2'),
  detail: { operation: 'listCases', token: 'connected' },
};
const STRANGER = { clientId: null, outcome: 'denied', code: 'invalid_token' } as const;
const ROWS: AuditEvent[] = [
  event('token.issued'),
  event('api.called', { ...BOTH, code: 'listCases' }),
  event('api.called', {
    ...BOTH,
    code: 'listCases',
    at: NOW + HOUR - 1,
    connectedAccountId: ConnectedAccountId('conn_1'),
  }),
  event('api.called', { ...BOTH, code: 'listCases', at: NOW + HOUR }),
  event('api.called', { ...BOTH, outcome: 'denied', code: 'insufficient_scope' }),
  event('api.called', { ...BOTH, outcome: 'denied', code: 'rate_limited', detail: { notRecorded: 7 } }),
  event('api.called', { ...STRANGER, detail: { operation: 'listCases' } }),
  event('api.called', { ...STRANGER, detail: { operation: 'createCase' } }),
  event('api.called', { ...STRANGER, detail: { notRecorded: 30 } }),
  event('api.called', { clientId: null, outcome: 'denied', code: 'not_found', detail: { operation: null } }),
  event('api.called', { clientId: null, code: 'getStatus', detail: { notRecorded: 3 } }),
];

const JOINED = `
PRAGMA foreign_keys = OFF;
INSERT INTO connected_account_aliases (id, account_id) VALUES ('conn_2', 'conn_1')`;

test('calls from before there were counters are counted from the log, as they would have been', async (t) => {
  const files = folder();
  t.after(files.remove);
  const earlier = new DatabaseSync(files.path('earlier.db'));
  const step = migrations.findIndex(({ name }) => name === 'usage');
  migrate(earlier, migrations.slice(0, step), NOW);
  earlier.exec(JOINED);
  const insert = earlier.prepare(
    `INSERT INTO audit (kind, at, client_id, connected_account_id, outcome, code, detail) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const { kind, at, clientId, connectedAccountId, outcome, code, detail } of ROWS) {
    insert.run(kind, at, clientId, connectedAccountId, outcome, code, JSON.stringify(detail));
  }
  earlier.close();
  const counts = async (file: string) => {
    const store = await openSqliteStore(files.path(file), { clock: { now: () => NOW } });
    if (file === 'fresh.db') {
      const beside = new DatabaseSync(files.path(file));
      beside.exec(JOINED);
      beside.close();
      await store.record(ROWS);
    }
    const page = await store.usagePage({ limit: 100 });
    const found = await store.usagePage({ connectedAccountId: 'conn_2', limit: 100 });
    assert.deepEqual(
      found.counts,
      page.counts.filter(({ connectedAccountId }) => connectedAccountId === 'conn_1'),
    );
    const days = await store.usagePage({ by: 'day', limit: 100 });
    await store.close();
    return [...page.counts, ...days.counts];
  };
  const counted = await counts('fresh.db');
  assert.deepEqual(
    counted.map(({ calls }) => calls).sort((one, other) => one - other),
    // By hour, and by day: two of the hours are of one day.
    [...[1, 1, 1, 2, 3, 7, 32], ...[1, 1, 3, 3, 7, 32]].sort((one, other) => one - other),
  );
  assert.deepEqual(await counts('earlier.db'), counted);

  // A backup of PostgreSQL has notes of what was written just before it.
  const copy = new DatabaseSync(files.path('copy.db'));
  migrate(copy, migrations, NOW);
  copy.exec(JOINED);
  const note = copy.prepare('INSERT INTO uncounted (id, at, events) VALUES (?, ?, ?)');
  for (const [at, row] of ROWS.entries()) note.run(`unc_${at}`, NOW, JSON.stringify([row]));
  copy.close();
  for (let openings = 0; openings < 2; openings++) assert.deepEqual(await counts('copy.db'), counted);
});

test('a client with more hours than anybody could add up sees all of its calls', async (t) => {
  const files = folder();
  t.after(files.remove);
  const earlier = new DatabaseSync(files.path('many.db'));
  const step = migrations.findIndex(({ name }) => name === 'usage by day');
  migrate(earlier, migrations.slice(0, step), NOW);
  earlier.exec(`
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 20999)
    INSERT INTO usage SELECT ${NOW} - i % 3 * ${HOUR}, 'platform', 'conn_' || i, 'listCases', 'allowed', '', 2 FROM n`);
  earlier.close();
  const store = await openSqliteStore(files.path('many.db'), { clock: { now: () => NOW } });
  t.after(() => store.close());
  const sums = await callSums(store, { clientId: 'platform' }, { days: 90, now: NOW });
  assert.deepEqual([sums.allowed, sums.since, sums.days.length], [42_000, null, 90]);
});
