import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openStore } from '../../src/main.ts';
import { ConnectedAccountId } from '../../src/model/index.ts';
import { event } from '../store/fixtures.ts';
import { folderFor, latchkey, shell, start } from './shell.ts';

const HOUR = 3_600_000;

async function shop(t: Parameters<typeof folderFor>[0]) {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'book-shop']);
  const home = join(folder, 'book-shop');
  return { home, type: shell(home), data: join(home, '.latchkey') };
}

test('the log is searched, exported and held against its seals from the command line', async (t) => {
  const { home, type, data } = await shop(t);
  const api = start(t, process.execPath, ['example-api.mjs'], { cwd: home, env: { PORT: '0' } });
  const [, upstream] = await api.says(/(http:\/\/127\.0\.0\.1:\d+)/);
  const server = latchkey(t, ['serve', '--port', '0'], home, { UPSTREAM: upstream });
  await server.says(/up on port (\d+)/);
  await type(['tenant', 'add', 'acme', '--name', '=cmd|calc']);
  await type(['tenant', 'add', 'other', '--name', 'Other']);
  server.child.kill('SIGTERM');
  assert.equal((await server.ended).code, 0, 'what was not sealed yet is sealed on the way out');

  const sound = await type(['audit', 'verify']);
  assert.equal(sound.code, 0, sound.out + sound.err);
  assert.match(sound.out, /rows under \d+ seals? are as they were; 0 are not sealed yet\./);
  const [, head = ''] = /(--head \d+:\S+)/.exec(sound.out) ?? [];
  assert.equal((await type(['audit', 'verify', ...head.split(' ')])).code, 0);

  const found = await type([
    'audit',
    'search',
    '--kind',
    'tenant.created',
    '--tenant',
    'acme',
    '--since',
    '1h',
  ]);
  assert.match(found.out, /^\S+ tenant\.created +acme/);
  assert.equal(found.out.split('\n').length, 1);
  const nothing = await type(['audit', 'search', '--outcome', 'denied', '--until', '2020-01-01']);
  assert.deepEqual([nothing.out, nothing.err], ['', 'No row of the audit log matches.']);

  const csv = await type(['audit', 'export', '--format', 'csv', '--kind', 'tenant.created']);
  const [header, first] = csv.out.split('\n');
  assert.match(header ?? '', /^id,at,kind,outcome,code,tenantId/);
  assert.match(first ?? '', /^\d+,\d{4}-\d\d-\d\dT[\d:.]+Z,tenant\.created,allowed,,acme/);

  const db = new DatabaseSync(join(data, 'book-shop.sqlite'));
  db.exec(`UPDATE audit SET tenant_id = 'other' WHERE kind = 'tenant.created' AND tenant_id = 'acme'`);
  db.close();
  const attacked = await type(['audit', 'verify']);
  assert.equal(attacked.code, 1);
  assert.match(attacked.out, /^row \d+ \(tenant\.created\) was changed\.$/m);
  assert.match(attacked.err, /1 differences?\.$/);
});

test('an export has every row once, in order, and no cell that a spreadsheet would run', async (t) => {
  const { type, data } = await shop(t);
  const store = await openStore({ dataDir: data }, 'book-shop');
  const rows = Array.from({ length: 2_345 }, (_, index) =>
    event('api.called', { code: index === 7 ? '=HYPERLINK("x")' : 'listNotes', requestId: `r${index}` }),
  );
  await store.record(rows);
  await store.close();
  const lines = (await type(['audit', 'export'])).out.split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ requestId }) => requestId),
    rows.map(({ requestId }) => requestId),
  );
  assert.match((await type(['audit', 'export', '--format', 'csv'])).out, /allowed,"'=HYPERLINK\(""x""\)"/);
});

test('a search by account finds what happened for it, and refused calls that asked for it', async (t) => {
  const { type, data } = await shop(t);
  const store = await openStore({ dataDir: data }, 'book-shop');
  const asking = {
    outcome: 'denied',
    code: 'connected_account_invalid',
    detail: { account: 'conn_1' },
  } as const;
  await store.record([
    event('api.called', { connectedAccountId: ConnectedAccountId('conn_1'), code: 'listNotes' }),
    event('api.called', asking),
    event('api.called', { ...asking, detail: { account: 'conn_2' } }),
  ]);
  await store.close();
  const [refused = '', allowed = '', ...more] = (
    await type(['audit', 'search', '--account', 'conn_1'])
  ).out.split('\n');
  assert.match(refused, /DENIED connected_account_invalid .*"account":"conn_1"/);
  assert.match(allowed, /listNotes .* conn_1/);
  assert.deepEqual(more, []);
});

test('a search reads only the time it is asked for', async (t) => {
  const { type, data } = await shop(t);
  const store = await openStore({ dataDir: data }, 'book-shop');
  const now = Date.now();
  const ages = [500, 400, 30, 20, 1].map((hours) => now - hours * HOUR);
  for (const at of ages) {
    const detail = { version: at === ages[4] ? '2' : '1' };
    await store.record([event('api.called', { at, code: `at${at}`, detail })]);
  }
  await store.close();
  const found = async (...options: string[]) =>
    (await type(['audit', 'search', ...options])).out.split('\n').filter(Boolean).length;
  assert.equal(await found('--since', '24h'), 2);
  assert.equal(await found('--since', '2d', '--until', '25h'), 1);
  assert.equal(await found('--lines', '3'), 3);
  const { err } = await type(['audit', 'search', '--lines', '3']);
  const [, before = ''] = /^There may be more: add --before (\d+)\.$/.exec(err) ?? [];
  const rest = await type(['audit', 'search', '--lines', '3', '--before', before]);
  assert.deepEqual([rest.out.split('\n').length, rest.err], [2, '']);
  assert.equal(await found('--operation', 'listNotes'), 0);
  assert.equal(await found('--api-version', '1', '--since', '2d'), 2);
});

for (const [args, said] of [
  [['audit', 'search', '--kind', 'api.call'], /--kind api\.call is nothing that happens here/],
  [['audit', 'search', '--since', 'yesterday'], /--since yesterday is no time/],
  [['audit', 'search', '--outcome', 'maybe'], /allowed or denied/],
  [['audit', 'search', '--lines', '0'], /whole number from 1 to 1000/],
  [['audit', 'export', '--format', 'xml'], /jsonl or csv/],
  [['audit', 'verify', '--head', '3'], /number of a seal, a colon/],
] as const) {
  test(`refused with a sentence: ${args.join(' ')}`, async (t) => {
    const { type } = await shop(t);
    const { code, err } = await type([...args]);
    assert.equal(code, 1);
    assert.match(err, said);
  });
}
