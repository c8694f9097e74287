import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ClientId, TenantId, UserId } from '../../src/model/index.ts';
import { event } from '../store/fixtures.ts';
import { openSite, type Site } from './site.ts';
import { signedIn } from './visitor.ts';

let site: Site;
before(async () => {
  site = await openSite({ definition: { accountHeader: 'Harbour-Account' } });
  const at = site.api.clock.now();
  const call = (operation: string, over = {}) =>
    event('api.called', {
      at,
      tenantId: TenantId('org_harbour'),
      clientId: ClientId('platform'),
      userId: UserId('ada'),
      code: operation,
      detail: { operation },
      ...over,
    });
  const refused = { outcome: 'denied', code: 'connected_account_invalid' };
  const asking = { ...refused, detail: { operation: 'readCase', account: 'conn_1' } };
  await site.api.store.record([
    call('listCases'),
    call('deleteCase', { outcome: 'denied', code: 'insufficient_role', requestId: 'req_refused' }),
    call('listCases', { tenantId: 'org_empty', requestId: 'req_elsewhere' }),
    call('readCase', { connectedAccountId: 'conn_1', requestId: 'req_under' }),
    call('readCase', { ...asking, requestId: 'req_asking' }),
    call('readCase', { ...asking, tenantId: 'org_empty', requestId: 'req_asking_elsewhere' }),
    event('member.role_changed', {
      at,
      tenantId: TenantId('org_harbour'),
      userId: UserId('vera'),
      ip: '192.0.2.9',
      detail: { by: 'ada' },
    }),
    call('ownCall', { userId: UserId('vera'), ip: '192.0.2.8', requestId: 'req_own' }),
    event('decision.asked', {
      at,
      tenantId: TenantId('org_harbour'),
      userId: UserId('vera'),
      detail: { by: 'command line' },
    }),
    event('role.changed', {
      at,
      tenantId: TenantId('org_harbour'),
      detail: { by: 'command line', name: 'night' },
    }),
    ...Array.from({ length: 60 }, (_, index) => call('poll', { requestId: `req_poll_${index}` })),
  ]);
});
after(() => site.close());

test('a manager sees everything that happened in their tenant, and nothing of another', async () => {
  const ada = await signedIn(site);
  const page = await ada.get('/account/activity');
  assert.equal(page.status, 200);
  assert.match(page.text, /API call <code>poll<\/code>/);
  const [, older = ''] = /href="([^"]*before=\d+[^"]*)">Older/.exec(page.text) ?? [];
  const before = await ada.get(older.replaceAll('&amp;', '&'));
  assert.match(before.text, /req_refused/);
  assert.doesNotMatch(page.text + before.text, /req_elsewhere/);
});

test('a member sees what is about them: not the calls of others, nor where somebody else acted from', async () => {
  const vera = await signedIn(site, 'vera');
  assert.match((await vera.get('/account')).text, /account\/activity/);
  const { text } = await vera.get('/account/activity?person=ada&format=csv');
  const [, list = ''] = text.match(/<ul class="log">(.*?)<\/ul>/s) ?? [];
  assert.match(list, /API call <code>ownCall<\/code>/);
  assert.match(list, /Vera[^<]*<\/a> by Ada/);
  assert.match(list, /192\.0\.2\.8/);
  assert.doesNotMatch(list, /poll|192\.0\.2\.9/);
  assert.doesNotMatch(text, /name="person"|Download/);
});

test('a row that is about somebody does not read as if they had done it', async () => {
  const ada = await signedIn(site);
  const row = async (kind: string) =>
    (await ada.get(`/account/activity?kind=${kind}`)).text.match(/<ul class="log">(.*?)<\/ul>/s)?.[1] ?? '';
  const { title } = site.api.config;
  assert.match(await row('member.role_changed'), /Vera[^<]*<\/a> by Ada/);
  assert.match(await row('decision.asked'), new RegExp(`about <a[^>]*>Vera[^<]*</a> by ${title}`));
  assert.match(await row('role.changed'), new RegExp(`<code>night</code>.*by ${title}`, 's'));
});

test('filters leave what was asked for, and nonsense in the address is left out', async () => {
  const ada = await signedIn(site);
  const ids = async (query: string) =>
    [...(await ada.get(`/account/activity?${query}`)).text.matchAll(/class="quiet">(\w+)</g)].map(
      ([, id]) => id,
    );
  assert.deepEqual(await ids('outcome=denied'), ['req_asking', 'req_refused']);
  assert.deepEqual(await ids('operation=deleteCase'), ['req_refused']);
  assert.deepEqual(await ids('operation=poll&kind=session.opened'), []);
  assert.deepEqual(await ids('since=2026-06-02'), []);
  assert.equal((await ids('since=2026-06-01&until=2026-06-01')).length, 50);
  ada.cookies.set('latchkey-zone', 'Pacific/Pago_Pago');
  assert.deepEqual(await ids('since=2026-06-01'), [], 'that day has not begun there');
  assert.equal((await ids('until=2026-05-31')).length, 50);
  ada.cookies.delete('latchkey-zone');
  assert.equal((await ids('kind=<script>&outcome=x&since=soon&before=-4')).length, 50);
  assert.deepEqual(await ids('client=nobody'), []);
  assert.deepEqual(await ids('person=vera&part=calls'), ['req_own']);
  assert.equal((await ids('person=ada&client=platform')).length, 50);
});

test('calls and security events are apart, and each names the people and applications to choose from', async () => {
  const ada = await signedIn(site);
  const kinds = async (query: string) => {
    const { text } = await ada.get(`/account/activity?${query}`);
    const [, list = ''] = text.match(/<ul class="log">(.*?)<\/ul>/s) ?? [];
    return { text, calls: list.includes('API call'), others: /Role changed|asked/.test(list) };
  };
  const calls = await kinds('part=calls');
  assert.deepEqual([calls.calls, calls.others], [true, false]);
  assert.match(calls.text, /aria-current="page">Calls</);
  assert.match(calls.text, /name="part" value="calls"/, 'a filter stays in its part');
  const security = await kinds('part=security&person=vera');
  assert.deepEqual([security.calls, security.others], [false, true]);
  assert.match(security.text, /<option value="vera" selected>Vera Viewer/);
  assert.match(calls.text, /<option value="platform">Casebridge/);
  assert.doesNotMatch((await kinds('client=app')).text, /Pocket app/, 'no name of a client of nobody here');
});

test('the connected account is shown, and leads to what happened for it and to calls that asked for it', async () => {
  const ada = await signedIn(site);
  const list = async (query: string) =>
    (await ada.get(`/account/activity?${query}`)).text.match(/<ul class="log">(.*?)<\/ul>/s)?.[1] ?? '';
  const rows = await list('operation=readCase');
  const link = '<a href="/account/activity?account=conn_1"><code>conn_1</code></a>';
  assert.ok(rows.includes(`under ${link}`), rows);
  assert.ok(rows.includes(`asking for ${link}`), rows);
  const found = await list('account=%20conn_1');
  const ids = [...found.matchAll(/class="quiet">(\w+)</g)].map(([, id]) => id);
  assert.deepEqual(ids, ['req_asking', 'req_under'], 'and nothing of another tenant');
  assert.match((await ada.get('/account/activity?account=conn_1')).text, /name="account"[^>]*value="conn_1"/);
  assert.equal(await list('account=conn_2'), '');
});

test('the tenant’s part is downloaded whole, as lines and as a table', async () => {
  const ada = await signedIn(site);
  const lines = await ada.get('/account/activity?format=jsonl');
  const rows = lines.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.ok(rows.length >= 62);
  assert.deepEqual([...new Set(rows.map(({ tenantId }) => tenantId))], ['org_harbour']);
  const table = await ada.get('/account/activity?format=csv&outcome=denied');
  assert.match(table.text, /^id,at,kind/);
  assert.equal(table.text.trim().split('\n').length, 3);
  assert.equal((await ada.get('/account/activity?tenant=org_other&format=csv')).status, 403);
});
