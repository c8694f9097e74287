import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sha256 } from '../../src/lib/compare.ts';
import { ClientId, GrantId, TenantId, UserId } from '../../src/model/index.ts';
import { authorizePath, client, openSite, type Site } from './site.ts';
import { codeIn, consentFields, PASSWORD, type Page, signedIn } from './visitor.ts';

/*
 * The authorization endpoint for a user: a choice of tenant, a page only if something is left to decide, and
 * a new sign-in only if the client insists.
 */

let site: Site;
before(async () => {
  site = await openSite({
    clients: [client({ id: 'selfmade', name: 'Selfmade', kind: 'confidential', origin: 'registration' })],
  });
});
after(() => site.close());

test('a user in several organisations chooses one; a user in none is told so', async () => {
  const browser = await signedIn(site, 'max');
  const path = authorizePath();
  const first = await browser.get(path);
  assert.match(first.text, /Which organisation\?/);
  assert.equal(consentFields(first).tenant, 'org_harbour');
  const other = await browser.post(path, {
    csrf: first.field('csrf'),
    tenant: 'org_north',
    show: 'tenant',
  });
  assert.equal(other.status, 200);
  const forms = other.text.split('<form ').filter((form) => form.includes('name="decision"'));
  assert.equal(forms.length, 1, 'a program that fills in the form with a decision cannot take the wrong one');
  assert.match(other.text, /Casebridge wants to connect to North &amp; Sons/);
  const answer = await browser.post(path, { ...consentFields(other), decision: 'allow' });
  const stored = await site.api.store.code(sha256(codeIn(answer) ?? ''));
  assert.equal(stored?.code.tenantId, 'org_north');
  const nobody = await (await signedIn(site, 'nobody')).get(path);
  assert.equal(nobody.status, 403);
  assert.match(nobody.text, /You belong to no organisation/);
});

test('consent is skipped only for a known confidential client that asks for nothing new', async () => {
  const browser = await signedIn(site);
  const allow = async (id: string, scope: string) => {
    const path = authorizePath({ client_id: id, scope });
    const page = await browser.get(path);
    assert.equal(page.status, 200, `${id} is asked about`);
    return browser.post(path, { ...consentFields(page), decision: 'allow' });
  };
  for (const id of ['server', 'app', 'platform', 'selfmade']) await allow(id, 'read');
  const statusOf = async (over: Record<string, string>) => {
    const answer = await browser.get(authorizePath({ client_id: 'server', ...over }));
    return codeIn(answer) ? 'code' : answer.status;
  };
  assert.equal(await statusOf({ scope: 'read' }), 'code');
  assert.equal(await statusOf({ scope: 'read:cases' }), 'code', 'covered by read');
  assert.equal(await statusOf({ scope: 'read', prompt: 'none' }), 'code');
  assert.equal(await statusOf({ scope: 'read', prompt: 'consent' }), 200);
  assert.equal(await statusOf({ scope: 'read write' }), 200);
  assert.equal(await statusOf({ scope: 'projects' }), 200);
  for (const id of ['app', 'platform', 'selfmade']) {
    assert.equal(await statusOf({ client_id: id, scope: 'read' }), 200, `${id} always asks`);
  }
  const grant = await site.api.store.grantFor(ClientId('server'), UserId('ada'), TenantId('org_harbour'));
  await site.api.store.suspendGrant({
    grantId: grant?.id ?? GrantId(''),
    tenantId: TenantId('org_harbour'),
    suspended: true,
    now: site.clock.now(),
    audit: [],
  });
  const suspended = await browser.get(authorizePath({ client_id: 'server', scope: 'read' }));
  assert.match(suspended.text, /This connection is suspended/);
  const path = authorizePath({ client_id: 'server', scope: 'read' });
  const forced = await browser.post(path, { ...consentFields(suspended), decision: 'allow' });
  assert.equal(codeIn(forced), null);
});

test('a user with two tenants is asked in which one, whatever they allowed before', async () => {
  const own = await openSite();
  try {
    const browser = await signedIn(own, 'max');
    const path = authorizePath({ client_id: 'server', scope: 'read' });
    for (const tenantId of ['org_harbour', 'org_north']) {
      const first = await browser.get(path);
      const fields = { csrf: first.field('csrf'), tenant: tenantId, show: 'tenant' };
      const shown = tenantId === 'org_harbour' ? first : await browser.post(path, fields);
      assert.ok(codeIn(await browser.post(path, { ...consentFields(shown), decision: 'allow' })), tenantId);
    }
    const again = await browser.get(path);
    assert.equal(again.status, 200);
    assert.match(again.text, /Harbour Law/);
    assert.match(again.text, /North &amp; Sons/);
  } finally {
    await own.close();
  }
});

test('a consent that is skipped keeps the ceiling of the one it repeats', async () => {
  const own = await openSite();
  try {
    const browser = await signedIn(own, 'vera');
    const path = authorizePath({ client_id: 'server', scope: 'read' });
    await browser.post(path, { ...consentFields(await browser.get(path)), decision: 'allow' });
    const change = { tenantId: TenantId('org_harbour'), userId: UserId('vera'), role: 'owner', audit: [] };
    await own.api.store.setRole(change);
    assert.ok(codeIn(await browser.get(path)));
    const grant = await own.api.store.grantFor(ClientId('server'), UserId('vera'), TenantId('org_harbour'));
    assert.deepEqual(grant?.ceiling, ['case.read', 'contact.read']);
  } finally {
    await own.close();
  }
});

test('prompt: none never shows a page, login asks once more and then goes on', async () => {
  const errorOf = (answer: Page) => new URL(answer.location ?? '').searchParams.get('error');
  assert.equal(errorOf(await site.browser().get(authorizePath({ prompt: 'none' }))), 'login_required');
  const browser = await signedIn(site);
  assert.equal(errorOf(await browser.get(authorizePath({ prompt: 'none' }))), 'consent_required');
  const nobody = await signedIn(site, 'nobody');
  assert.equal(errorOf(await nobody.get(authorizePath({ prompt: 'none' }))), 'interaction_required');

  const landing = await browser.get(authorizePath({ prompt: 'login consent' }));
  assert.match(landing.text, /Sign in to Harbour/);
  const back = landing.field('return_to');
  assert.ok(back.startsWith(`${authorizePath({ prompt: 'login consent' })}&`), 'the request stays as it is');
  assert.match((await browser.get(back)).text, /Sign in to Harbour/, 'coming back alone is not signing in');
  site.clock.turn(1_000);
  await browser.post('/sign-in', {
    form: landing.field('form'),
    return_to: back,
    email: 'ada@harbour.example',
    password: PASSWORD,
  });
  assert.match((await browser.get(back)).text, /is already connected to Harbour Law/);
});

test('a list of resources that cannot be had is an apology, not a consent', async () => {
  const own = await openSite({
    definition: { resources: { list: () => Promise.reject(new Error('down')) } },
  });
  try {
    const answer = await (await signedIn(own, 'ada')).get(authorizePath({ scope: 'projects' }));
    assert.equal(answer.status, 503);
  } finally {
    await own.close();
  }
});

test('the style sheet has a name that changes with it and is kept for good', async () => {
  const page = await site.browser().get('/sign-in');
  const href = /href="(\/assets\/latchkey\.[\w-]+\.css)"/.exec(page.text)?.[1] ?? '';
  const sheet = await site.browser().get(href);
  assert.equal(sheet.headers['content-type'], 'text/css; charset=utf-8');
  assert.match(String(sheet.headers['cache-control']), /immutable/);
});

test('an invalid request does not redirect at once to an address that anyone could have registered', async () => {
  const wrong = authorizePath({ client_id: 'selfmade', scope: 'nothing' });
  const stranger = site.browser();
  for (const answer of [await stranger.get(wrong), await stranger.post(wrong, {})]) {
    assert.deepEqual([answer.status, answer.location], [400, undefined]);
    assert.match(answer.text, /<code>invalid_scope<\/code>/);
    assert.match(answer.text, /<a class="button" href="[^"]+error=invalid_scope/);
  }
  const known = await (await signedIn(site)).get(wrong);
  assert.equal(new URL(known.location ?? '').searchParams.get('error'), 'invalid_scope');
  const vetted = await stranger.get(authorizePath({ client_id: 'server', scope: 'nothing' }));
  assert.equal(new URL(vetted.location ?? '').searchParams.get('error'), 'invalid_scope');
});
