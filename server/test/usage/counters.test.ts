import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { removeOldRows } from '../../src/audit/seal/retention.ts';
import { loadConfig } from '../../src/cli/load-config.ts';
import { loadMasterKey } from '../../src/config/environment/master-key.ts';
import type { ApiConfig } from '../../src/config/index.ts';
import { openListener } from '../../src/http/listener.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { openStore, startLatchkey } from '../../src/main.ts';
import { type AuditRow, ClientId } from '../../src/model/index.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { folderFor, latchkey, type Process, shell } from '../cli/shell.ts';
import { fetchRaw } from '../gateway/sockets.ts';

const DAY = 86_400_000;
const HOUR = 3_600;
const SHOP = 'book-shop';
/** Answers until a server is killed, and how many are: more on demand, such as `LATCHKEY_USAGE_CALLS=5000 LATCHKEY_USAGE_KILLS=20`. */
const CALLS = Number(process.env.LATCHKEY_USAGE_CALLS ?? 100);
const KILLS = Number(process.env.LATCHKEY_USAGE_KILLS ?? 1);

type Counter = Record<'hour' | 'calls', number> &
  Record<'client_id' | 'connected_account_id' | 'operation' | 'outcome' | 'code', string | null>;

/** Each counter as a line, to be compared with others. */
const lines = (counters: Counter[]) =>
  counters
    .map((each) => JSON.stringify(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1))))
    .sort();

/** Counts the log, row by row, without the code of the server. */
function countOf(rows: AuditRow[]): Counter[] {
  const found = new Map<string, Counter>();
  for (const { at, clientId, connectedAccountId, outcome, code, detail } of rows) {
    const hour = (at - (at % 3_600_000)) / 1_000;
    const stranger = clientId === null && detail.token === undefined;
    const operation = outcome === 'allowed' ? code : stranger ? null : (detail.operation ?? null);
    const refusal = outcome === 'allowed' ? null : code;
    const key = JSON.stringify([hour, clientId, connectedAccountId, operation, outcome, refusal]);
    const counter = found.get(key) ?? {
      ...{ hour, client_id: clientId, connected_account_id: connectedAccountId },
      ...{ operation: operation as string | null, outcome, code: refusal, calls: 0 },
    };
    counter.calls += Number(detail.notRecorded ?? 1);
    found.set(key, counter);
  }
  return [...found.values()];
}

/** Adds hours up to days, over all connected accounts. */
function byDay(hours: Counter[]): Counter[] {
  const found = new Map<string, Counter>();
  for (const { calls, hour, connected_account_id, ...rest } of hours) {
    const key = { hour: hour - (hour % (24 * HOUR)), connected_account_id: null, ...rest };
    const name = JSON.stringify(key);
    found.set(name, { ...key, calls: calls + (found.get(name)?.calls ?? 0) });
  }
  return [...found.values()];
}

/** An API on disk that asks about its calls, with a client, for processes that come and go. */
async function openShop(t: TestContext) {
  const folder = await folderFor(t);
  await shell(folder)(['init', SHOP, '--front', 'sdk']);
  const home = join(folder, SHOP);
  const file = join(home, 'latchkey.config.ts');
  const limits = 'limits: { client: { calls: 1_000_000, per: 60 } },';
  await writeFile(file, (await readFile(file, 'utf8')).replace('  front:', `  ${limits}\n  front:`));
  const type = shell(home);
  const dataDir = join(home, '.latchkey');
  const serve = async (): Promise<{ port: number; server: Process }> => {
    const server = latchkey(t, ['serve', '--port', '0'], home);
    const [, port] = await server.says(/up on port (\d+)/);
    return { port: Number(port), server };
  };
  /** The same in the process of the test, at another time. */
  const serveAt = async (clock: Clock, calls: ApiConfig['audit']['calls'] = 'durable') => {
    const { config: read, file } = await loadConfig(undefined, home);
    const config = { ...read, audit: { ...read.audit, calls } };
    const listener = await openListener('127.0.0.1', 0);
    const masterKey = await loadMasterKey(dataDir, {}, 'development');
    const log = createLogger({ level: 'silent' });
    const apis = [{ config, file }];
    const running = await startLatchkey({
      apis,
      listener,
      clock,
      dataDir,
      masterKey,
      log,
      hosts: 'localhost',
    });
    return { port: listener.port, close: () => running.close() };
  };
  const rows = async (): Promise<AuditRow[]> => {
    const store = await openStore({ dataDir }, SHOP, { opening: 'read' });
    const found: AuditRow[] = [];
    for (let before: number | undefined; ; before = found.at(-1)?.id) {
      const page = {
        kind: 'api.called',
        limit: 10_000,
        ...(before === undefined ? {} : { before }),
      } as const;
      const rows = await store.auditTrail(page);
      found.push(...rows);
      if (rows.length < page.limit) break;
    }
    await store.close();
    return found;
  };
  return { type, dataDir, serve, serveAt, rows };
}

test('the counters equal a count over the log, after load, a crash and the removal of old rows', async (t) => {
  const shop = await openShop(t);
  const first = await shop.serve();
  await shop.type(['tenant', 'add', 'acme', '--name', 'Acme Ltd']);
  await shop.type(['user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'member']);
  const { out } = await shop.type([
    ...['client', 'add', 'Robot', '--grant', 'client_credentials', '--scope', 'notes:read'],
    ...['--tenant', 'acme', '--acts-as', 'ann@acme.example'],
  ]);
  const [, id = '', secret = ''] = /client_id +(\S+)\nclient_secret +(\S+)/.exec(out) ?? [];
  const key = (await shop.type(['keys', 'guard'])).out;
  const guard = { 'latchkey-guard-key': key };
  const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
  const issued = await fetchRaw(first.port, '/oauth/token', {
    method: 'POST',
    headers: {
      host: `accounts.${SHOP}.localhost:${first.port}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(form).toString(),
  });
  const authorization = `Bearer ${JSON.parse(issued.body).access_token}`;

  const call = async (port: number, number: number): Promise<number> => {
    const [method, path, token] = [
      ['GET', '/notes', true],
      ['POST', '/notes', true],
      ['GET', '/nothing', true],
      ['GET', '/status', false],
      ['GET', '/notes', false],
      ['DELETE', '/notes/1', false],
    ][number % 6] as [string, string, boolean];
    const told = {
      ...{ 'x-forwarded-method': method, 'x-forwarded-host': `api.${SHOP}.localhost` },
      ...{ 'x-forwarded-uri': path, 'x-forwarded-for': `192.0.2.${number % 200}` },
    };
    const headers = { ...guard, ...told, ...(token ? { authorization } : {}) };
    return (await fetchRaw(port, `/.latchkey/${SHOP}/check`, { headers })).status;
  };
  /** Sixteen at a time, until so many were answered or the server is gone. */
  const load = async (port: number, amount: number, answered = (_: number) => {}): Promise<number> => {
    let [begun, ended] = [0, 0];
    const one = async () => {
      while (begun < amount) {
        await call(port, begun++);
        answered(++ended);
      }
    };
    await Promise.allSettled(Array.from({ length: 16 }, one));
    return ended;
  };
  /** All pages, a few counters each. */
  const usage = async (port: number, by: 'hour' | 'day' = 'hour'): Promise<Counter[]> => {
    const found: Counter[] = [];
    for (let cursor = ''; ; ) {
      const path = `/.latchkey/${SHOP}/usage?limit=3&by=${by}${cursor}`;
      const { status, body } = await fetchRaw(port, path, { headers: guard });
      assert.equal(status, 200, body);
      const page = JSON.parse(body);
      found.push(...page.usage);
      if (page.next_cursor === undefined) return found;
      cursor = `&cursor=${page.next_cursor}`;
    }
  };

  // Killed while calls are under way.
  let answered = 0;
  for (let kill = 1, { port, server } = first; ; kill++) {
    answered += await load(port, 100 * CALLS, (count) => {
      if (count === CALLS) server.child.kill('SIGKILL');
    });
    assert.equal((await server.ended).signal, 'SIGKILL');
    if (kill >= KILLS) break;
    ({ port, server } = await shop.serve());
  }
  // Refusals of strangers beyond a number in a minute are only counted, and a kill loses the counts not yet written.
  const survived = (await shop.rows()).length;
  assert.ok(answered >= CALLS * KILLS, `${answered} answers`);
  assert.ok(survived >= (CALLS === 100 ? answered : answered / 2), `${answered} answers, ${survived} rows`);

  const second = await shop.serveAt({ now: () => Date.now() });
  assert.equal(await load(second.port, 120), 120);
  const counters = await usage(second.port);
  const days = await usage(second.port, 'day');
  await second.close();
  const log = countOf(await shop.rows());
  assert.ok(log.length >= 5, `${log.length} counters`);
  assert.deepEqual(lines(counters), lines(log));
  assert.deepEqual(lines(days), lines(byDay(log)));
  assert.ok(counters.some((each) => each.client_id === id && each.operation === 'listNotes'));

  // A year and more later the log has only what happens then. Rows under the newest seal stay, so there has to be another.
  const later = Date.now() + 401 * DAY;
  const clock = { now: () => later };
  const third = await shop.serveAt(clock, 'buffered');
  assert.equal(await load(third.port, 30), 30);
  await third.close();
  // A server that is stopped writes what it answered before. Half of the calls have a token.
  const late = (await shop.rows()).filter(({ at, detail }) => at === later && detail.token !== undefined);
  assert.equal(late.length, 15);
  const store = await openStore({ dataDir: shop.dataDir }, SHOP, { opening: 'change' });
  const masterKey = await loadMasterKey(shop.dataDir, {}, 'development');
  const keys = await openKeys({ store, masterKey, apiName: SHOP, clock });
  const rule = { days: 2_557, kinds: { 'api.called': 400 } };
  while ((await removeOldRows({ store, keys, clock }, rule)) > 0);
  await store.close();
  const fourth = await shop.serveAt(clock);
  const kept = await usage(fourth.port);
  const keptDays = await usage(fourth.port, 'day');
  await fourth.close();
  const left = countOf(await shop.rows());
  const oldest = later / 1_000 - HOUR;
  assert.ok(left.length > 0);
  assert.deepEqual(lines(left.filter(({ hour }) => hour <= oldest)), []);
  assert.deepEqual(lines(kept.filter(({ hour }) => hour > oldest)), lines(left));
  assert.deepEqual(lines(kept.filter(({ hour }) => hour <= oldest)), lines(log));
  assert.deepEqual(lines(keptDays), lines(byDay(kept)));

  const shown = await shop.type(['usage', '--client', id, '--operation', 'listNotes', '--json']);
  const printed = shown.out.split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(
    lines(printed),
    lines(kept.filter((each) => each.client_id === id && each.operation === 'listNotes')),
  );
});

test('latchkey usage shows counters in columns, page by page, and says what it does not take', async (t) => {
  const shop = await openShop(t);
  await (await shop.serveAt({ now: () => Date.now() })).close();
  const store = await openStore({ dataDir: shop.dataDir }, SHOP, { opening: 'change' });
  const row = { kind: 'api.called', outcome: 'allowed', tenantId: null, userId: null } as const;
  const rest = { ip: null, requestId: null, grantId: null, mode: null, detail: { token: 'client' } } as const;
  for (const hour of [9, 10]) {
    const at = Date.UTC(2026, 4, 1, hour, 30);
    const whose = { clientId: ClientId('robot'), connectedAccountId: null, code: 'listNotes' };
    await store.record([{ ...row, ...rest, ...whose, at }]);
  }
  await store.close();
  const first = await shop.type(['usage', '--lines', '1']);
  assert.equal(first.out, '2026-05-01T10  robot  -  listNotes  allowed  1');
  const [, cursor = ''] = /--cursor (\S+)\./.exec(first.err) ?? [];
  const second = await shop.type(['usage', '--lines', '1', '--cursor', cursor]);
  assert.deepEqual([second.out.slice(0, 13), second.err], ['2026-05-01T09', '']);
  const days = await shop.type(['usage', '--by', 'day']);
  assert.equal(days.out, '2026-05-01  robot  -  listNotes  allowed  2');
  const none = await shop.type(['usage', '--since', '2026-05-02']);
  assert.deepEqual([none.code, none.out, none.err], [0, '', 'No calls were counted that match.']);
  for (const [args, said] of [
    [['--cursor', 'x'], /--cursor has to be/],
    [['--lines', '0'], /--lines has to be/],
    [['--by', 'week'], /--by is hour or day/],
    [['--by', 'day', '--account', 'conn_1'], /leave --account out/],
    [['--since', 'soon'], /--since soon is no time/],
  ] as const) {
    const refused = await shop.type(['usage', ...args]);
    assert.equal(refused.code, 1);
    assert.match(refused.err, said);
  }
});
