import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sha256 } from '../../src/lib/compare.ts';
import { ClientId, type PresentedGrant, TenantId, UserId } from '../../src/model/index.ts';
import { webhookEndpoint } from '../store/cases/webhooks.ts';
import { authorizePath, openSite, type Site } from './site.ts';
import { codeIn, consentFields, signedIn, submit } from './visitor.ts';

/*
 * Account pages: users see their own connections, tokens and clients, a manager those of all members. New
 * secrets are shown once; each change is a post that redirects to the page.
 */

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

async function connect(who: string, scope = 'read write'): Promise<PresentedGrant> {
  const browser = await signedIn(site, who);
  const path = authorizePath({ scope });
  const fields = Object.entries({ ...consentFields(await browser.get(path)), decision: 'allow' });
  const resources = scope.includes('projects') ? ['project:11', 'account:2'] : [];
  const answer = await browser.post(path, [
    ...fields,
    ...resources.map((each): [string, string] => ['resource', each]),
  ]);
  const stored = await site.api.store.code(sha256(codeIn(answer) ?? ''));
  assert.ok(stored);
  return stored.grant;
}

test('a user who is not signed in signs in first and returns', async () => {
  const stranger = site.browser();
  for (const path of [
    '/account',
    '/account/connections',
    '/account/tokens?tenant=org_harbour',
    '/account/people',
  ]) {
    const answer = await stranger.get(path);
    assert.deepEqual(
      [answer.status, answer.location],
      [303, `/sign-in?return_to=${encodeURIComponent(path)}`],
    );
  }
  assert.equal((await stranger.get('/')).location, '/account');
});

test('every change needs the token of its session (CSRF)', async () => {
  const { id } = await connect('ada');
  const ada = await signedIn(site);
  const max = await signedIn(site, 'max');
  const foreign = (await max.get('/account/tokens/new')).field('csrf');
  const posts: [string, Record<string, string>][] = [
    [`/account/connections/${id}`, { action: 'revoke' }],
    ['/account/tokens', { name: 'x', scope: 'read', days: '30', mode: 'live' }],
    ['/account/tokens/token_x', { action: 'revoke' }],
    ['/account/clients', { name: 'x' }],
    ['/account/clients/platform', { action: 'delete' }],
    ['/account/people', { user: 'vera', role: 'owner' }],
  ];
  for (const [path, fields] of posts) {
    for (const csrf of [{}, { csrf: 'x' }, { csrf: foreign }]) {
      const answer = await ada.post(path, { ...fields, ...csrf, tenant: 'org_harbour' });
      assert.equal(answer.status, 403, path);
      assert.match(answer.text, /no longer valid/);
    }
    const own = (await ada.get('/account/tokens/new')).field('csrf');
    const crossSite = await ada.post(path, { ...fields, csrf: own }, { 'sec-fetch-site': 'cross-site' });
    assert.equal(crossSite.status, 403, path);
  }
  assert.equal((await site.api.store.grantById(id))?.status, 'active');
  assert.deepEqual(await site.api.store.personalTokensOf(UserId('ada'), TenantId('org_harbour')), []);
});

test('a member sees their own connections, a manager everybody else’s as well, nobody another tenant’s', async () => {
  const veras = await connect('vera');
  site.clock.turn(1_000);
  const adas = await connect('ada');
  const path = `/account/connections/${adas.id}`;
  const vera = await signedIn(site, 'vera');
  const list = await vera.get('/account/connections');
  assert.ok(list.text.includes(veras.id) && !list.text.includes(adas.id));
  const overview = await vera.get('/account');
  assert.ok(overview.text.includes(veras.id) && !overview.text.includes(adas.id));
  assert.equal((await vera.get(path)).status, 404);
  const csrf = (await vera.get(`/account/connections/${veras.id}`)).field('csrf');
  const revoke = { csrf, tenant: 'org_harbour', action: 'revoke' };
  assert.equal((await vera.post(path, revoke)).status, 404);
  assert.equal((await site.api.store.grantById(adas.id))?.status, 'active');

  const max = await signedIn(site, 'max');
  const everybodys = await max.get('/account/connections?tenant=org_harbour');
  assert.ok(everybodys.text.includes(adas.id) && !everybodys.text.includes(veras.id), 'one connection');
  assert.match(everybodys.text, /Acts for Ada Lovelace and somebody else/);
  assert.ok((await max.get(`${path}?tenant=org_harbour`)).text.includes(veras.id));
  assert.equal((await max.get(`${path}?tenant=org_north`)).status, 404);
  assert.equal((await vera.get('/account/connections?tenant=org_north')).status, 403);
  const withdrawal = { grantId: adas.id, tenantId: adas.tenantId, now: site.clock.now(), audit: [] };
  assert.equal(await site.api.store.withdrawGrant(withdrawal), 'revoked');
});

test('a connection can be shrunk, suspended, resumed and revoked, each once and on record', async () => {
  const { id } = await connect('vera', 'read write projects');
  const vera = await signedIn(site, 'vera');
  const path = `/account/connections/${id}`;
  const page = await vera.get(path);
  assert.match(page.text, /Allowed by consent/);
  const grant = () => site.api.store.grantById(id);

  const wider = await submit(vera, page, path, [
    ['action', 'shrink'],
    ['scope', 'partners'],
    ['resource', 'account:2'],
  ]);
  assert.deepEqual([wider.status, /already has/.test(wider.text)], [400, true]);
  const other = await submit(vera, page, path, [
    ['action', 'shrink'],
    ['scope', 'read'],
    ['resource', 'account:9'],
  ]);
  assert.equal(other.status, 400);
  const empty = await submit(vera, page, path, [
    ['action', 'shrink'],
    ['resource', 'account:2'],
  ]);
  assert.deepEqual([empty.status, /Revoke the connection/.test(empty.text)], [400, true]);
  assert.match(empty.text, /name="scope" value="read" autofocus/, 'the focus is in the field at fault');
  assert.deepEqual((await grant())?.scopes, ['read', 'write', 'projects']);

  const shrunk = await submit(vera, page, path, [
    ['action', 'shrink'],
    ['scope', 'read'],
    ['scope', 'projects'],
    ['resource', 'account:2'],
  ]);
  assert.deepEqual([shrunk.status, shrunk.location], [303, `${path}?done=changed`]);
  assert.deepEqual((await grant())?.scopes, ['read', 'projects']);
  assert.deepEqual((await grant())?.resources, [{ type: 'account', id: '2' }]);

  const seen =
    /name="action" value="shrink">\n<input type="hidden" name="seen" value="([^"]+)"/.exec(page.text)?.[1] ??
    '';
  const second = await submit(vera, page, path, [
    ['action', 'limit'],
    ['seen', seen],
    ['addresses', '192.0.2.7'],
  ]);
  assert.deepEqual([second.status, /Somebody changed this in the meantime/.test(second.text)], [409, true]);
  assert.match(second.text, />\n192\.0\.2\.7<\/textarea>/, 'what was typed is kept');
  assert.equal((await grant())?.ipAllowlist, null);

  await submit(vera, page, path, [['action', 'suspend']]);
  assert.equal((await grant())?.status, 'suspended');
  const stopped = await vera.get(path);
  assert.match(stopped.text, /value="resume"/);
  assert.doesNotMatch(stopped.text, /value="suspend"/);
  await submit(vera, page, path, [['action', 'resume']]);
  assert.equal((await grant())?.status, 'active');
  const resumed = await vera.get(path);
  assert.doesNotMatch(resumed.text, /value="revoke"/, 'one click does not end it');
  assert.match(resumed.text, /Connection resumed.*Connection suspended.*Connection given less/s);
  const question = await vera.get(`${path}/revoke`);
  assert.match(question.text, /<h1>Revoke Casebridge\?<\/h1>/);
  assert.match(question.text, /can no longer act for Vera Viewer in Harbour Law/);
  assert.match(question.text, /Casebridge is sent no webhook about this/);
  assert.match(question.text, /To connect it again later, begin at Casebridge/);
  await site.api.store.addWebhookEndpoint(
    webhookEndpoint({ clientId: ClientId('platform'), events: ['connection.revoked'] }),
    1,
    [],
  );
  assert.match(
    (await vera.get(`${path}/revoke`)).text,
    /told at once by a webhook: <code>connection\.revoked</,
  );
  const revoked = await submit(vera, question, path, [['action', 'revoke']]);
  assert.equal(revoked.location, '/account/connections?done=revoked');
  assert.match((await vera.get(revoked.location ?? '')).text, /The connection was revoked/);
  assert.equal((await grant())?.status, 'revoked');
  assert.equal((await vera.get(`${path}/revoke`)).location, `${path}?done=already-ended`);
  const late = await submit(vera, page, path, [['action', 'suspend']]);
  assert.deepEqual([late.status, /has been revoked in the meantime/.test(late.text)], [409, true]);
  const [row] = await site.api.store.auditTrail({ kind: 'authorization.revoked', limit: 1 });
  assert.deepEqual([row?.grantId, row?.detail.by], [id, 'vera']);
});

test('an unknown word in the URL shows nothing', async () => {
  const ada = await signedIn(site);
  const { text } = await ada.get('/account/connections?done=constructor');
  assert.doesNotMatch(text, /role="status"/);
});

test('a token is shown once, works as it was made, and can be revoked', async () => {
  const ada = await signedIn(site);
  const form = await ada.get('/account/tokens/new');
  assert.doesNotMatch(form.text, /partner reports/, 'what a token cannot have is not offered');
  const wish = (over: Record<string, string> = {}): [string, string][] =>
    Object.entries({
      name: 'Nightly <export>',
      scope: 'read',
      days: '30',
      mode: 'sandbox',
      addresses: '203.0.113.9/24\r\n2001:DB8::1',
      ...over,
    });
  for (const [over, complaint] of [
    [{ name: ' ' }, /Give it a name/],
    [{ scope: 'partners' }, /Choose from the list/],
    [{ scope: 'projects' }, /at least one thing that it may reach/],
    [{ days: '9999' }, /Choose when it expires/],
    [{ mode: 'other' }, /Choose where it works/],
    [{ addresses: '10.0.0.300' }, /“10.0.0.300” is neither/],
    [{ addresses: '10.0.0.0/33' }, /neither an address/],
    [{ addresses: '0x7f000001' }, /neither an address/],
    [{ addresses: '010.1.1.1' }, /neither an address/],
  ] as const) {
    const refusal = await submit(ada, form, '/account/tokens', wish(over));
    assert.equal(refusal.status, 400, JSON.stringify(over));
    assert.match(refusal.text, complaint);
    assert.match(refusal.text, /aria-describedby="[^"]*-problem"/);
  }
  const made = await submit(ada, form, '/account/tokens', wish());
  assert.deepEqual([made.status, made.text], [303, '']);
  const page = await ada.follow(made);
  assert.deepEqual([page.status, page.headers['cache-control']], [200, 'no-store']);
  const token = /<code class="secret" id="token"[^>]*>([^<]+)</.exec(page.text)?.[1] ?? '';
  assert.match(token, /^pat_test_/);
  assert.ok(page.text.includes(`to ${site.api.address.apiIn('sandbox')}`), 'the address of its mode');
  assert.ok(!JSON.stringify([made.headers, made.location, [...ada.cookies]]).includes(token));
  const stored = (await site.api.store.personalToken(sha256(token)))?.token;
  assert.ok(stored);
  assert.deepEqual(
    [stored.userId, stored.tenantId, stored.scopes, stored.mode, stored.ipAllowlist],
    ['ada', 'org_harbour', ['read'], 'sandbox', ['203.0.113.0/24', '2001:db8::1/128']],
  );
  assert.equal(stored.expiresAt, site.clock.now() + 30 * 86_400_000);

  const list = await ada.get('/account/tokens');
  assert.ok(list.text.includes('Nightly &lt;export&gt;') && !list.text.includes(token));
  assert.ok(!JSON.stringify(await site.api.store.auditTrail({ limit: 500 })).includes(token));
  const vera = await signedIn(site, 'vera');
  const foreign = await submit(vera, await vera.get('/account/tokens/new'), `/account/tokens/${stored.id}`, [
    ['action', 'revoke'],
  ]);
  assert.equal(foreign.status, 404);
  assert.doesNotMatch(list.text, /value="revoke"/, 'one click does not end it');
  const question = await ada.get(`/account/tokens/${stored.id}/revoke`);
  assert.match(question.text, /<h1>Revoke Nightly &lt;export&gt;\?<\/h1>/);
  assert.match(question.text, /is refused from its next call/);
  assert.equal((await vera.get(`/account/tokens/${stored.id}/revoke`)).status, 404);
  const revoked = await submit(ada, question, `/account/tokens/${stored.id}`, [['action', 'revoke']]);
  assert.equal(revoked.status, 303);
  assert.ok((await site.api.store.personalToken(sha256(token)))?.token.revokedAt);
  const over = await ada.get(`/account/tokens/${stored.id}/revoke`);
  assert.equal(over.location, '/account/tokens?done=already-ended');
});

test('a token belongs to one organisation, on its page and in the log', async () => {
  const max = await signedIn(site, 'max');
  const north = await max.get('/account/tokens/new?tenant=org_north');
  const wish: [string, string][] = [
    ['name', 'North'],
    ['scope', 'read'],
    ['days', '30'],
    ['mode', 'live'],
  ];
  await submit(max, north, '/account/tokens', wish);
  const [token] = await site.api.store.personalTokensOf(UserId('max'), TenantId('org_north'));
  assert.ok(token);
  const harbour = await max.get('/account/tokens/new?tenant=org_harbour');
  const path = `/account/tokens/${token.id}`;
  assert.equal((await submit(max, harbour, path, [['action', 'revoke']])).status, 404);
  assert.equal((await submit(max, north, path, [['action', 'revoke']])).status, 303);
});

test('a token never outlives what the API allows', async () => {
  const own = await openSite({ definition: { lifetimes: { personalMax: 10 * 86_400 } } });
  try {
    const ada = await signedIn(own);
    const form = await ada.get('/account/tokens/new');
    assert.match(form.text, /value="7" selected/);
    assert.doesNotMatch(form.text, /30 days/);
  } finally {
    await own.close();
  }
});

test('a connection is limited to addresses, and what is no address is said to be none', async () => {
  const { id } = await connect('ada');
  const ada = await signedIn(site);
  const path = `/account/connections/${id}`;
  const limit = async (addresses: string) =>
    submit(ada, await ada.get(path), path, [
      ['action', 'limit'],
      ['addresses', addresses],
    ]);
  assert.equal((await limit('203.0.113.9\n2001:db8::/32')).status, 303);
  assert.deepEqual((await site.api.store.grantById(id))?.ipAllowlist, ['203.0.113.9/32', '2001:db8::/32']);
  assert.match((await ada.get(path)).text, /203\.0\.113\.9\/32/);
  const wrong = await limit('localhost');
  assert.equal(wrong.status, 400);
  assert.match(wrong.text, /“localhost” is neither an address nor a block/);
  assert.equal((await limit('')).status, 303);
  assert.equal((await site.api.store.grantById(id))?.ipAllowlist, null);
  const [row] = await site.api.store.auditTrail({ kind: 'authorization.changed', limit: 1 });
  assert.deepEqual(row?.detail, { by: 'ada', ipAllowlist: null });
});
