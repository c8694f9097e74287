import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { apiCalled, NOBODY } from '../../../src/audit/api-called.ts';
import { ClientId, ConnectedAccountId, UserId } from '../../../src/model/index.ts';
import { usagePage } from '../../../src/usage/page.ts';
import { ACCOUNTS, API, HOUR, NOW, SECOND } from '../acme.ts';
import { by, redeeming, type Served, serveOAuth } from '../serve.ts';

let served: Served;
const accounts = new Map<string, string>();

before(async () => {
  served = await serveOAuth({
    accountHeader: 'Acme-Account',
    domains: { [API]: { mode: 'live', resourcePaths: ['/mcp'] } },
  });
  for (const clientId of [ClientId('platform'), ClientId('sandboxed')]) {
    const code = await served.consent({ clientId, userId: UserId('usr_ann') });
    const { json } = await served.post(redeeming(code, { client_id: clientId }));
    const account = ConnectedAccountId(String(json.connected_account_id));
    accounts.set(clientId, account);
    for (const [hours, operation] of [
      [0, 'listCases'],
      [0, 'listCases'],
      [1, 'listCases'],
      [1, 'createCase'],
    ] as const) {
      await called(hours, operation, { clientId, connectedAccountId: account });
    }
  }
  await called(0, 'listCases', { clientId: ClientId('platform') });
  await called(0, 'listCases');
});
after(() => served.close());

const called = (hours: number, operation: string, whose: Partial<typeof NOBODY> = {}) => {
  const at = NOW + hours * HOUR;
  const call = { ...NOBODY, token: 'connected' as const, ...whose, at, method: 'GET', operation };
  return served.api.store.record([apiCalled({ ...call, ip: '192.0.2.1', requestId: 'req_1' })]);
};

async function ownToken(clientId = 'platform', over: Record<string, string> = {}): Promise<string> {
  const form = { grant_type: 'client_credentials', scope: 'read', ...by(clientId), ...over };
  return String((await served.post(form)).json.access_token);
}

const ask = (token: string | null, query = '') =>
  served.call({
    method: 'GET',
    host: ACCOUNTS,
    path: `/usage${query}`,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    body: '',
  });

const rowsOf = (json: Record<string, unknown>) => json.usage as Record<string, unknown>[];

describe('a platform and its own usage', () => {
  it('is found by the metadata', async () => {
    const path = '/.well-known/oauth-authorization-server';
    const { json } = await served.call({ method: 'GET', host: ACCOUNTS, path, headers: {}, body: '' });
    assert.equal(json.usage_endpoint, `https://${ACCOUNTS}/usage`);
  });

  it('is counted by hour, connected account, operation and outcome, without names or addresses', async () => {
    const { status, headers, json } = await ask(await ownToken());
    assert.deepEqual([status, headers['cache-control']], [200, 'no-store']);
    const row = (hours: number, account: string | null, operation: string, calls: number) => ({
      hour: NOW / SECOND + hours * 3_600,
      client_id: 'platform',
      connected_account_id: account,
      operation,
      outcome: 'allowed',
      code: null,
      calls,
    });
    const account = accounts.get('platform') ?? '';
    assert.deepEqual(json.usage, [
      row(1, account, 'listCases', 1),
      row(1, account, 'createCase', 1),
      row(0, account, 'listCases', 2),
      row(0, null, 'listCases', 1),
    ]);
  });

  it('shows none of another platform’s, whatever is asked for', async () => {
    const token = await ownToken();
    const other = accounts.get('sandboxed');
    const place = Buffer.from(JSON.stringify([NOW + HOUR, 'zzz', 'zzz', 'zzz', 'denied', 'zzz']));
    for (const query of ['', '?operation=listCases', `?cursor=${place.toString('base64url')}`, '?limit=1']) {
      for (const row of rowsOf((await ask(token, query)).json)) {
        assert.equal(row.client_id, 'platform');
      }
    }
    assert.deepEqual(rowsOf((await ask(token, `?connected_account_id=${other}`)).json), []);
    const named = await ask(token, '?client_id=sandboxed');
    assert.deepEqual([named.status, named.json.error], [400, 'invalid_request']);
    const ids = rowsOf((await ask(await ownToken('sandboxed'))).json).map((row) => row.client_id);
    assert.deepEqual(new Set(ids), new Set(['sandboxed']));
  });

  it('is found by span, operation and account, also by an id from before accounts were joined', async () => {
    const token = await ownToken();
    const account = accounts.get('platform') ?? '';
    served.alias('conn_earlier', account);
    await called(2, 'listCases', {
      clientId: ClientId('platform'),
      connectedAccountId: ConnectedAccountId('conn_earlier'),
    });
    const calls = async (query: string) => rowsOf((await ask(token, query)).json).map((row) => row.calls);
    const start = NOW / SECOND;
    assert.deepEqual(await calls(`?connected_account_id=${account}`), [1, 1, 1, 2]);
    assert.deepEqual(await calls('?connected_account_id=conn_earlier'), [1, 1, 1, 2]);
    assert.deepEqual(await calls(`?since=${start + 3_600}&until=${start + 7_200}`), [1, 1]);
    assert.deepEqual(await calls(`?operation=createCase&connected_account_id=${account}`), [1]);
    const { json } = await ask(token, `?since=${start + 7_200}`);
    assert.equal(rowsOf(json)[0]?.connected_account_id, account);
  });

  it('says how near the limits of the platform and of its accounts are, and of no other’s', async () => {
    const account = accounts.get('platform') ?? '';
    const { counters } = served.api.runtime;
    const quotas = { calls: 600, per: 60, name: 'account', key: `account/60/${account}` };
    await counters.take([quotas], 480);
    await counters.take([{ ...quotas, name: 'platform', key: 'platform/60/platform' }], 500);
    const limits = async (query: string) =>
      (await ask(await ownToken(), query)).json.limits as Record<string, unknown>[];
    const shown = (await limits('')).map(({ resets_at, ...rest }) => {
      const left = Number(resets_at) - served.api.clock.now() / SECOND;
      assert.ok(left > 0 && left <= 61, `${resets_at}`);
      return rest;
    });
    const whose = (id: string | null) => ({ client_id: 'platform', connected_account_id: id });
    assert.deepEqual(shown, [
      { ...whose(null), policy: 'platform', window: 60, limit: 6_000, used: 500 },
      { ...whose(account), policy: 'account', window: 60, limit: 600, used: 480 },
    ]);
    const unseen = await limits(`?connected_account_id=${accounts.get('sandboxed')}`);
    assert.deepEqual(
      unseen.map(({ connected_account_id: id }) => id),
      [null],
    );
    const [own] = (await ask(await ownToken('sandboxed'))).json.limits as Record<string, unknown>[];
    assert.deepEqual([own?.used, own?.resets_at], [0, null], 'no window is open');
  });

  it('shows the API’s owner the limits of every client and account on the page, and of no other', async () => {
    const parties = async (query: string) => {
      const page = await usagePage(served.api, { by: 'owner' }, query);
      assert.ok(page.ok);
      return page.value.limits.map(({ client_id, connected_account_id }) => [
        client_id,
        connected_account_id,
      ]);
    };
    const both = ['platform', 'sandboxed'].flatMap((id) => [
      [id, null],
      [id, accounts.get(id)],
    ]);
    assert.deepEqual((await parties('')).sort(), both.sort());
    const own = await parties(`connected_account_id=${accounts.get('sandboxed')}`);
    assert.deepEqual(own, [
      ['sandboxed', null],
      ['sandboxed', accounts.get('sandboxed')],
    ]);
    assert.deepEqual(await parties('client_id=web'), [['web', null]], 'without a call of its own');
    assert.deepEqual(await parties('client_id=nobody'), []);
  });

  it('goes page by page', async () => {
    const token = await ownToken();
    const whole = rowsOf((await ask(token)).json);
    const found: unknown[] = [];
    let cursor: unknown = null;
    do {
      const { json } = await ask(token, `?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      assert.ok(rowsOf(json).length <= 2);
      found.push(...rowsOf(json));
      cursor = json.next_cursor;
    } while (cursor !== undefined);
    assert.deepEqual(found, whole);
  });

  it('says what is wrong with a query', async () => {
    const token = await ownToken();
    for (const query of [
      ...['by=week', 'by=day&connected_account_id=conn_1'],
      ...['limit=0', 'limit=1001', 'limit=x', 'limit=1&limit=2', 'cursor=', 'cursor=abc', 'cursor=W10'],
      ...['since=yesterday', 'until=1e9', 'since=-1', `until=${'9'.repeat(12)}`, 'acount=x'],
    ]) {
      const reply = await ask(token, `?${query}`);
      assert.deepEqual([reply.status, reply.json.error], [400, 'invalid_request'], query);
      assert.ok(String(reply.json.error_description).length > 10);
    }
  });

  it('takes only the token that a platform got for itself, for the whole API', async () => {
    const code = await served.consent({ clientId: ClientId('platform'), userId: UserId('usr_ann') });
    const { json } = await served.post(redeeming(code, { client_id: 'platform' }));
    const narrow = await ownToken('platform', { resource: `https://${API}/mcp` });
    for (const token of [String(json.access_token), await ownToken('web'), narrow]) {
      assert.equal((await ask(token)).status, 403);
    }
    assert.equal((await ask(null)).status, 401);
  });
});
