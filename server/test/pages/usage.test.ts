import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventWithoutRequest } from '../../src/audit/event.ts';
import { quotasToShow } from '../../src/guard/limit/quotas.ts';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import { platformConnections } from '../../src/manage/clients/connections.ts';
import { type AuditEvent, ClientId, type Grant, TenantId, UserId } from '../../src/model/index.ts';
import { burst } from '../anomalies/burst.ts';
import { authorizePath, client, openSite, type Site } from './site.ts';
import { consentFields, signedIn, submit, type Visitor } from './visitor.ts';

/*
 * A customer sees of a connection its last use, calls by day and operation, refusals by cause, and unusual use. A platform
 * sees its connections, its calls and its limits.
 */

const HARBOUR = TenantId('org_harbour');
const NIMBUS = '/account/clients/nimbus';

let site: Site;
let ada: Visitor;
let max: Visitor;
let vera: Visitor;
let harbour: Grant;
let north: Grant;
before(async () => {
  const ofAda = { ownerUserId: UserId('ada'), tenantId: HARBOUR };
  const platforms = ['nimbus', 'cumulus'].map((id) => client({ id, name: 'Nimbus', ...ofAda }));
  site = await openSite({
    definition: { limits: { platform: { calls: 1_000, per: 86_400 } } },
    clients: platforms,
  });
  [ada, max, vera] = (await Promise.all(['ada', 'max', 'vera'].map((who) => signedIn(site, who)))) as [
    Visitor,
    Visitor,
    Visitor,
  ];
  harbour = await connect(vera, 'vera', 'org_harbour');
  north = await connect(max, 'max', 'org_north');
  await connect(vera, 'vera', 'org_harbour', 'app');
});
after(() => site.close());

async function connect(browser: Visitor, who: string, tenant: string, id = 'nimbus'): Promise<Grant> {
  const path = authorizePath({ client_id: id, scope: 'read' });
  const first = await browser.get(path);
  const page =
    first.field('tenant') === tenant
      ? first
      : await browser.post(path, { csrf: first.field('csrf'), tenant, show: 'tenant' });
  await browser.post(path, { ...consentFields(page), decision: 'allow' });
  const grant = await site.api.store.grantFor(ClientId(id), UserId(who), TenantId(tenant));
  return grant ?? assert.fail(page.text);
}

/** From one server, so that no network is a new one. */
function call(grant: Grant, at: number, over: Partial<AuditEvent> = {}): AuditEvent {
  const { tenantId, userId, clientId, connectedAccountId, id: grantId } = grant;
  return eventWithoutRequest('api.called', at, {
    ...{ tenantId, userId, clientId, connectedAccountId, grantId, mode: 'live', code: 'listCases' },
    ip: '192.0.2.1',
    detail: { token: 'connected' },
    ...over,
  });
}

const refused = (code: string): Partial<AuditEvent> => ({
  ...{ outcome: 'denied', code, detail: { token: 'connected', operation: 'deleteCase' } },
});

/** The cells of each row of the tables on a page. */
function rowsOf(text: string): string[] {
  return [...text.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    row
      .replaceAll(/<svg.*?<\/svg>/gs, '')
      .replaceAll(/<\/t[hd]>/g, '|')
      .replaceAll(/<[^>]+>/g, ''),
  );
}

test('a manager sees the calls of a connection by day and operation, and refusals by cause', async () => {
  const now = site.clock.now();
  await site.api.store.record([
    call(harbour, now - 40 * DAY),
    call(harbour, now - 3 * DAY),
    call(harbour, now - 3 * DAY, { detail: { token: 'connected', notRecorded: 41 } }),
    call(harbour, now - 2 * DAY, refused('insufficient_role')),
    call(harbour, now - 2 * DAY, refused('insufficient_role')),
    call(north, now - DAY, { code: 'ofAnother' }),
    call(harbour, now - HOUR, { code: 'getCase' }),
  ]);
  const { text } = await ada.get(`/account/connections/${harbour.id}`);
  const rows = rowsOf(text);
  assert.ok(rows.includes('29 May 2026|42|0|'), rows.join('\n'));
  assert.ok(rows.includes('30 May 2026|0|2|'));
  assert.ok(rows.includes('31 May 2026|1|0|'));
  assert.ok(rows.includes('1 Jun 2026|0|0|'), 'a day without calls');
  assert.equal(rows.filter((row) => / 20\d\d\|/.test(row)).length, 30);
  assert.deepEqual(
    rows.filter((row) => /^\w+Case/.test(row)),
    ['listCases|42|0|', 'deleteCase|0|2|', 'getCase|1|0|'],
  );
  assert.ok(rows.some((row) => /role does not permit it\. insufficient_role\|2\|/.test(row)));
  assert.match(text, /<dt>Last used<\/dt><dd><time[^>]*>31 May 2026, 23:00 to 00:00 UTC/);
  assert.match(
    text,
    /<svg class="chart" role="img" aria-label="Calls by day: 43 were allowed and 2 refused\. The busiest day was 29 May with 42\./,
  );
  assert.doesNotMatch(text, /ofAnother|style=|<script(?! src=)/);
});

test('a member sees their own calls alone, from the log', async () => {
  const now = site.clock.now();
  await site.api.store.record([call(harbour, now - HOUR, { userId: UserId('ada'), code: 'byAda' })]);
  const { text } = await vera.get(`/account/connections/${harbour.id}`);
  assert.doesNotMatch(text, /byAda/);
  assert.ok(rowsOf(text).includes('getCase|1|0|'));
  assert.match(text, /<dt>Last used<\/dt><dd><time[^>]*>31 May 2026, 23:00 UTC/);

  const app = await site.api.store.grantFor(ClientId('app'), UserId('vera'), HARBOUR);
  const own = await vera.get(`/account/connections/${app?.id}`);
  assert.match(own.text, /<dt>Last used<\/dt><dd>Not used yet/);
  assert.match(own.text, /No call in the last 30 days/);
});

test('unusual use is closed as known, or ended with its connection', async () => {
  const alert = await burst(site.api.store, site.clock.now() - 6 * HOUR, {
    ...{ tenantId: HARBOUR, clientId: ClientId('nimbus') },
    connectedAccountId: harbour.connectedAccountId,
  });
  const path = `/account/connections/${harbour.id}`;
  const page = await ada.get(path);
  assert.match(page.text, /<h2>Unusual use<\/h2>.*900 calls came in one hour/s);
  assert.match(page.text, new RegExp(`<a class="button danger" href="${path}/revoke">End it`));
  const dismiss: [string, string][] = [
    ['action', 'dismiss'],
    ['alert', alert.id],
  ];
  const other = await max.get('/account/tokens/new');
  assert.equal((await submit(max, other, `/account/connections/${north.id}`, dismiss)).status, 404);
  assert.equal((await site.api.store.alert(alert.id))?.state, 'open');
  const closed = await ada.follow(await submit(ada, page, path, dismiss));
  assert.match(closed.text, /The alert is closed/);
  assert.doesNotMatch(closed.text, /<h2>Unusual use/);
  assert.equal((await site.api.store.alert(alert.id))?.state, 'dismissed');

  // Hours before the first one have been judged.
  site.clock.turn(12 * DAY);
  max = await signedIn(site, 'max');
  const ofNorth = await burst(site.api.store, site.clock.now() - HOUR, {
    ...{ tenantId: TenantId('org_north'), clientId: ClientId('nimbus') },
    connectedAccountId: north.connectedAccountId,
  });
  const end = `/account/connections/${north.id}`;
  const question = await max.get(`${end}/revoke?tenant=org_north`);
  assert.equal((await submit(max, question, end, [['action', 'revoke']])).status, 303);
  const ended = await site.api.store.alert(ofNorth.id);
  assert.deepEqual([ended?.state, ended?.closedBy], ['ended', 'max']);
  north = await connect(max, 'max', 'org_north');
});

test('a platform sees its connections: customer, since when, scopes, and for how long each was not used', async () => {
  site.clock.turn(45 * DAY);
  ada = await signedIn(site);
  await site.api.store.record([call(harbour, site.clock.now() - 5 * HOUR)]);
  const { text } = await ada.get(`${NIMBUS}/connections`);
  const [, ofNorth = ''] = /(<li>(?:(?!<li>).)*North &amp; Sons.*?<\/li>)/s.exec(text) ?? [];
  const [, ofHarbour = ''] = /<ul class="rows">.*?(<li>(?:(?!<li>).)*Harbour Law.*?<\/li>)/s.exec(text) ?? [];
  assert.match(ofNorth, /Unused for 45 days/);
  assert.match(ofHarbour, /Last used <time[^>]*>27 Jul 2026, 19:00 to 20:00 UTC<\/time>, 5 hours ago/);
  assert.doesNotMatch(ofHarbour, /Unused/);
  for (const each of [ofNorth, ofHarbour]) {
    assert.match(each, /<code>read<\/code>/);
  }
  assert.match(ofHarbour, /Connected <time[^>]*>1 Jun 2026/);
  assert.match(ofNorth, /Connected <time[^>]*>13 Jun 2026/, 'connected again');
  assert.doesNotMatch(text, /Vera|Max|vera@|max@/, 'nobody who authorized it');
  assert.match((await ada.get(`${NIMBUS}/connections?after=zzz`)).text, /There are no more/);
});

test('a platform ends a connection after a question, and no other’s', async () => {
  const path = `${NIMBUS}/connections/${north.connectedAccountId}`;
  const question = await ada.get(`${path}/end`);
  assert.match(question.text, /End the connection of North &amp; Sons\?/);
  max = await signedIn(site, 'max');
  for (const [who, where] of [
    [max, path],
    [ada, `${NIMBUS}/connections/conn_none`],
    [ada, `/account/clients/cumulus/connections/${north.connectedAccountId}`],
    [ada, `/account/clients/server/connections/${north.connectedAccountId}`],
    [ada, `/account/clients/platform/connections/${north.connectedAccountId}`],
  ] as const) {
    const form = await who.get('/account/tokens/new');
    assert.equal((await who.get(`${where}/end`)).status, 404, where);
    assert.equal((await submit(who, form, where, [['action', 'end']])).status, 404, where);
  }
  for (const tab of ['connections', 'usage']) assert.equal((await max.get(`${NIMBUS}/${tab}`)).status, 404);
  assert.equal((await site.api.store.grantById(north.id))?.status, 'active');
  const ended = await ada.follow(await submit(ada, question, path, [['action', 'end']]));
  assert.match(ended.text, /The connection was ended/);
  assert.equal((await site.api.store.grantById(north.id))?.status, 'revoked');
  const [row] = await site.api.store.auditTrail({ kind: 'authorization.revoked', limit: 5 });
  assert.deepEqual([row?.detail.by, row?.tenantId, row?.userId], ['client', 'org_north', 'max']);
  assert.equal((await ada.get(`${path}/end`)).status, 404, 'it has ended');
});

test('a platform reads its connections page by page, each once', async () => {
  const { client } = (await site.api.store.client('nimbus', site.clock.now())) ?? assert.fail();
  const found: (string | null)[] = [];
  for (let after: string | null = null; ; ) {
    const page = await platformConnections(site.api, client, { after, limit: 1 });
    found.push(...page.map(({ grant }) => grant.connectedAccountId));
    after = page.at(-1)?.grant.connectedAccountId ?? null;
    if (after === null) break;
  }
  assert.deepEqual(found, [harbour, north].map((each) => each.connectedAccountId).sort());
});

test('a platform sees its calls over all customers, and how near each limit is', async () => {
  const found = (await site.api.store.client('nimbus', site.clock.now())) ?? assert.fail();
  const [quota] = quotasToShow(site.api.config, found.client, null);
  const shown = async () => (await ada.get(`${NIMBUS}/usage`)).text;
  await site.api.runtime.counters.take([quota ?? assert.fail()], 799);
  assert.match(
    await shown(),
    /<meter[^>]*max="1000"[^>]* value="799".*<strong>799<\/strong> of 1,000 calls in one day/s,
  );
  assert.doesNotMatch(await shown(), /badge warn">Near/);
  await site.api.runtime.counters.take([quota ?? assert.fail()], 1);
  assert.match(await shown(), /badge warn">Near/);
  await site.api.runtime.counters.take([quota ?? assert.fail()], 200);
  assert.match(await shown(), /badge bad">Used up/);
  const [ofAccount] = quotasToShow(site.api.config, found.client, harbour.connectedAccountId);
  await site.api.runtime.counters.take([ofAccount ?? assert.fail()], ofAccount?.calls ?? 0);
  const list = (await ada.get(`${NIMBUS}/connections`)).text;
  assert.equal(list.match(/badge bad">Limit used up/g)?.length, 1);
  const now = site.clock.now();
  await site.api.store.record([call(north, now - HOUR), call(harbour, now - HOUR)]);
  assert.ok(rowsOf(await shown()).includes('listCases|3|0|'), 'of both customers');
});

test('whoever alone connected a platform sees its unusual use; of several people none, only a manager', async () => {
  site.clock.turn(12 * DAY);
  [ada, vera] = [await signedIn(site), await signedIn(site, 'vera')];
  const ofVera = await connect(vera, 'vera', 'org_harbour', 'cumulus');
  const { clientId, connectedAccountId } = ofVera;
  const whose = { tenantId: HARBOUR, clientId, connectedAccountId };
  const alert = await burst(site.api.store, site.clock.now() - HOUR, whose);
  const path = `/account/connections/${ofVera.id}`;
  const dismiss: [string, string][] = [
    ['action', 'dismiss'],
    ['alert', alert.id],
  ];
  const alone = await vera.get(path);
  assert.match(alone.text, /<h2>Unusual use<\/h2>.*900 calls came in one hour/s);
  assert.doesNotMatch(alone.text, /See the calls/, 'the log is for managers');
  assert.match((await vera.get('/account/connections')).text, /badge warn">Unusual use/);

  const ofAda = await connect(ada, 'ada', 'org_harbour', 'cumulus');
  assert.equal(ofAda.connectedAccountId, connectedAccountId);
  assert.doesNotMatch((await vera.get(path)).text, /<h2>Unusual use/, 'with several people');
  assert.equal((await submit(vera, alone, path, dismiss)).status, 404);
  const own = `/account/connections/${ofAda.id}`;
  assert.match((await ada.get(own)).text, /<h2>Unusual use/, 'for a manager');
  await submit(ada, await ada.get(`${own}/withdraw`), own, [['action', 'withdraw']]);
  assert.equal((await site.api.store.alert(alert.id))?.state, 'open');

  const again = await vera.get(path);
  assert.match((await vera.follow(await submit(vera, again, path, dismiss))).text, /The alert is closed/);
  assert.doesNotMatch((await vera.get('/account/connections')).text, /Unusual use/);
  const closed = await site.api.store.alert(alert.id);
  assert.deepEqual([closed?.state, closed?.closedBy], ['dismissed', 'vera']);
});
