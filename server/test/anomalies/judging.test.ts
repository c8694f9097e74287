import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { watchActivity } from '../../src/anomalies/watch.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { type AuditEvent, GrantId } from '../../src/model/index.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { openSite } from '../pages/site.ts';
import { DAY, event, folder, HOUR, NOW } from '../store/fixtures.ts';
import { judgeUntil } from './burst.ts';

const VICTIM = fileURLToPath(new URL('./children/judge-victim.ts', import.meta.url));
/** Its hour begins after the first days. */
const BURST = NOW + 9 * DAY;

const calls = (grant: string, at: number, count: number, over: Partial<AuditEvent> = {}): AuditEvent =>
  event('api.called', {
    ...{ at, grantId: GrantId(grant), code: 'listCases', ip: '192.0.2.1' },
    detail: { token: 'access', notRecorded: count },
    ...over,
  });
/** Few calls on four days, so that many are a burst. */
const usual = (grant: string): AuditEvent[] => [0, 3, 6, 8].map((day) => calls(grant, NOW + day * DAY, 20));

function openFile(t: TestContext) {
  const files = folder();
  t.after(files.remove);
  const file = files.path('activity.db');
  /** Asks the file, without the code of the store. */
  const rows = (sql: string) => {
    const db = new DatabaseSync(file, { readOnly: true });
    const found = db.prepare(sql).all();
    db.close();
    return found;
  };
  return { file, rows };
}

test('an hour in which the process is killed is judged once and completely', async (t) => {
  const { file, rows } = openFile(t);
  const grants = Array.from({ length: 700 }, (_, number) => `grant_${number}`);
  const store = await openSqliteStore(file);
  await store.record(grants.flatMap(usual));
  assert.deepEqual(await judgeUntil(store, BURST - HOUR, null), []);
  // Were all of them busy, it would be a busy hour of the API.
  const busy = grants.filter((_, number) => number % 50 === 0);
  await store.record(grants.map((grant) => calls(grant, BURST, busy.includes(grant) ? 200 : 20)));
  await store.close();

  const child = spawn(process.execPath, [VICTIM, file, String(BURST + HOUR)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [first] = (await once(createInterface(child.stdout), 'line')) as [string];
  child.kill('SIGKILL');
  await exited;
  const [count, more] = first.split(' ');
  assert.ok(Number(count) > 0 && Number(count) < busy.length && more === 'true', first);

  const judged = `SELECT * FROM habits WHERE habits LIKE '%"through":${BURST},%'`;
  const before = rows(judged);
  assert.ok(before.length > 1 && before.length < grants.length);

  const again = await openSqliteStore(file);
  const found = await judgeUntil(again, BURST, null);
  assert.equal(found.length, busy.length - Number(count));
  assert.deepEqual(await judgeUntil(again, BURST, null), []);
  await again.close();
  const kept = new Map(rows(judged).map((row) => [row.subject, row]));
  for (const row of before) assert.deepEqual(kept.get(row.subject), row, 'learned once');
  const told = rows('SELECT subject FROM alerts').map(({ subject }) => subject);
  assert.deepEqual(told.toSorted(), busy.toSorted());
  assert.equal(rows(`SELECT 1 FROM audit WHERE kind = 'anomaly.found'`).length, busy.length);
});

test('a subject has 25 networks an hour at most, and no call is left out', async (t) => {
  const { file, rows } = openFile(t);
  const store = await openSqliteStore(file);
  for (let number = 0; number < 60; number++)
    await store.record([calls('grant_a', NOW, 1, { ip: `198.51.${number}.1` })]);
  await store.record([calls('grant_a', NOW, 1, { ip: '198.51.3.77' })]);
  await store.close();
  const found = rows(`SELECT network, allowed FROM activity WHERE subject = 'grant_a'`);
  const further = found.filter(({ network }) => network === 'further');
  assert.deepEqual([found.length, further.map(({ allowed }) => allowed)], [25, [36]]);
  assert.equal(found.find(({ network }) => network === '198.51.3.0/24')?.allowed, 2);
});

test('counters of hours that were judged leave, some at a time', async (t) => {
  const { file, rows } = openFile(t);
  const store = await openSqliteStore(file);
  const hours = [0, 1, 2, 3].map((hour) => NOW + hour * HOUR);
  await store.record(hours.map((at) => calls('grant_a', at, 1)));
  // Each hour counts for its subject and for the whole API.
  const before = NOW + 2 * HOUR;
  assert.deepEqual([await store.removeActivity(before, 3), await store.removeActivity(before, 3)], [3, 1]);
  assert.equal(await store.removeActivity(before, 3), 0);
  await store.close();
  assert.deepEqual(
    rows('SELECT DISTINCT hour FROM activity ORDER BY hour').map(({ hour }) => hour),
    hours.slice(2),
  );
});

test('each hour is judged five minutes after its end, while the clock is trusted, and old counters leave', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const site = await openSite();
  t.after(() => site.close());
  const { store, config } = site.api;
  await store.record([...usual('grant_a'), ...usual('grant_b')]);
  await store.record([calls('grant_a', BURST, 900), calls('grant_b', BURST + HOUR, 900)]);
  let [now, isTrusted, looked] = [BURST + HOUR + 4 * MINUTE, true, Promise.withResolvers<number>()];
  const watched = {
    ...store,
    removeActivity: async (...asked: Parameters<typeof store.removeActivity>) => {
      const removed = await store.removeActivity(...asked);
      looked.resolve(removed);
      return removed;
    },
  };
  const open = async () =>
    (await store.alertsPage({ state: 'open', before: null, limit: 9 })).map(({ subject }) => subject);
  const api = { store: watched, config, clock: { now: () => now }, log: createLogger({ level: 'silent' }) };
  const doubted = Promise.withResolvers<void>();
  const mayDelete = () => {
    if (!isTrusted) doubted.resolve();
    return isTrusted;
  };
  const stop = watchActivity(api, { mayDelete }, null);
  /** Returns how many counters left. */
  const lookAt = (next: number): Promise<number> => {
    now = next;
    looked = Promise.withResolvers<number>();
    t.mock.timers.tick(MINUTE);
    return looked.promise;
  };

  assert.ok((await looked.promise) > 0, 'counters of the first days');
  assert.deepEqual(await open(), []);
  await lookAt(BURST + HOUR + 5 * MINUTE);
  assert.deepEqual(await open(), ['grant_a']);
  await lookAt(BURST + 2 * HOUR + 4 * MINUTE);
  assert.deepEqual(await open(), ['grant_a']);
  isTrusted = false;
  now = BURST + 2 * HOUR + 5 * MINUTE;
  t.mock.timers.tick(MINUTE);
  await doubted.promise;
  assert.deepEqual(await open(), ['grant_a'], 'while the clock is doubted');
  isTrusted = true;
  await lookAt(now);
  assert.deepEqual((await open()).toSorted(), ['grant_a', 'grant_b']);
  assert.equal(await lookAt(now + MINUTE), 0);
  assert.ok((await lookAt(now + 4 * DAY)) > 0);
  await stop();
  t.mock.timers.tick(MINUTE);
});
