import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { foundRow } from '../../src/anomalies/row.ts';
import { databaseFile } from '../../src/main.ts';
import { type Alert, ANOMALY_KINDS, type AuditEvent, GrantId } from '../../src/model/index.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { folderFor, shell } from '../cli/shell.ts';
import { DAY, event, HOUR, NOW } from '../store/fixtures.ts';

test('latchkey alert list explains unusual use, and alert dismiss closes it', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'book-shop', '--front', 'sdk']);
  const home = join(folder, 'book-shop');
  const type = shell(home);
  const store = await openSqliteStore(databaseFile(join(home, '.latchkey'), 'book-shop'));
  const call = (at: number, count: number): AuditEvent =>
    event('api.called', {
      at,
      grantId: GrantId('grant_a'),
      code: 'x',
      detail: { token: 'access', notRecorded: count },
    });
  for (let day = 0; day < 9; day++) await store.record([call(NOW + day * DAY, 20)]);
  await store.record([call(NOW + 9 * DAY, 900)]);
  const before = NOW + 9 * DAY + HOUR;
  const settings = { quietDays: 7, kinds: new Set(ANOMALY_KINDS) };
  const judging = { before, now: before, settings, audit: (alert: Alert) => [foundRow(alert)], mails: null };
  while ((await store.judgeActivity(judging)).more);
  await store.close();

  const { out } = await type(['alert', 'list']);
  assert.match(
    out,
    /^alert_\S+ +2026-06-10T00:00 +burst +grant_a +900 calls came in one hour; the busiest hours before had 20\.$/,
  );
  const [id = ''] = out.split(' ');
  const [shown] = (await type(['alert', 'list', '--json'])).out.split('\n').map((line) => JSON.parse(line));
  assert.deepEqual([shown.id, shown.state, shown.rows.since], [id, 'open', NOW + 9 * DAY]);
  assert.match((await type(['alert', 'dismiss', id])).out, /is dismissed/);
  assert.match((await type(['alert', 'dismiss', id])).out, /closed before/);
  assert.equal((await type(['alert', 'list'])).out, '');
  assert.match((await type(['alert', 'list', '--all', '--json'])).out, /"state":"dismissed"/);
  const closed = JSON.parse((await type(['audit', 'search', '--kind', 'anomaly.closed', '--json'])).out);
  assert.deepEqual([closed.detail.by, closed.detail.alert_id], ['command line', id]);
  assert.match((await type(['alert', 'dismiss', 'alert_x'])).err, /There is no alert alert_x/);
});
