import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkDevelopers } from '../../src/cli/doctor/sign-in-checks.ts';
import { HOUR } from '../../src/lib/clock.ts';
import { ClientId, TenantId, UserId } from '../../src/model/index.ts';
import { linkIn, mailsTo } from '../pages/mails-of.ts';
import { authorizePath, openSite, type Site } from '../pages/site.ts';
import { type Page, signedIn, type Visitor } from '../pages/visitor.ts';
import { type Asker, person, program } from './api/asking.ts';

const CALENDAR = 'https://calendar.example/cb';
const APPLICATION = {
  ...{ name: 'Calendar', kind: 'confidential', scopes: ['read'] },
  redirectUris: [CALENDAR],
};

const SIGN_UP = '/developers/sign-up';
const PHRASE = 'a phrase that nobody knows';

let site: Site;
let owner: Asker;
before(async () => {
  site = await openSite({ definition: { developers: { signUp: 'approval' } } });
  owner = await program(site, ['manage:developers:write']);
  const { store, clock } = site.api;
  await store.setOperator({ userId: UserId('max'), role: 'owner', createdAt: clock.now() }, []);
  await store.addDeveloper({
    developer: {
      ...{ userId: UserId('nobody'), state: 'pending', purpose: 'A calendar', reason: null },
      ...{ createdAt: clock.now(), decidedAt: null },
    },
    ...{ mails: [], audit: [] },
  });
});
after(() => site.close());

test('a developer makes applications once an owner has approved them, and none after they were refused', async () => {
  const dora = await person(site, await signedIn(site, 'nobody'));
  const make = (over = {}) => dora.post('/clients', { ...APPLICATION, ...over });
  assert.equal((await dora.get('/me')).body.developer, 'pending');
  const early = await make();
  assert.deepEqual([early.status, early.body.errors[0].pointer], [422, '/owner']);

  const waiting = await owner.get('/developers?state=pending');
  assert.deepEqual(
    waiting.body.data.map(({ user, purpose, state }: Record<string, string>) => [user, purpose, state]),
    [['nobody', 'A calendar', 'pending']],
  );
  const approved = await owner.post('/developers/nobody/approve', undefined);
  assert.deepEqual([approved.status, approved.body.state], [200, 'approved']);
  assert.equal((await owner.post('/developers/nobody/approve', undefined)).body.code, 'wrong_state');
  const [mail] = await mailsTo(site, 'nobody@harbour.example');
  assert.equal(mail?.subject, 'You can make applications for Harbour');

  const made = await make();
  assert.deepEqual([made.status, made.body.tenant], [201, null], JSON.stringify(made.body));
  assert.equal((await dora.get(`/clients/${made.body.id}`)).status, 200);
  assert.deepEqual((await dora.get('/clients')).body.data.length, 1);
  const trial = (await make({ mode: 'sandbox' })).body.id;
  const nowhere = await dora.post(`/clients/${trial}/test-connection`, {});
  assert.deepEqual([nowhere.status, nowhere.body.code], [422, 'unknown_tenant']);
  assert.match(nowhere.body.detail, /^You are a member of no \w+ yet/);
  const alone = await make({ grantTypes: ['client_credentials'] });
  assert.deepEqual([alone.status, alone.body.errors[0].pointer], [422, '/grantTypes']);

  site.clock.turn(HOUR);
  const refused = await owner.post('/developers/nobody/refuse', { reason: 'No calendars' });
  assert.deepEqual([refused.body.state, refused.body.reason], ['refused', 'No calendars']);
  const [second] = await mailsTo(site, 'nobody@harbour.example');
  assert.match(second?.text ?? '', /They say: No calendars/);
  assert.equal((await make()).status, 422);
  assert.equal((await dora.get(`/clients/${made.body.id}`)).status, 200, 'it stays');
  assert.equal((await owner.post('/developers/ada/approve', undefined)).status, 404);
  const rows = await site.api.store.auditTrail({ kind: 'developer.refused', limit: 9 });
  assert.deepEqual([rows.length, rows[0]?.userId], [1, 'nobody']);
});

test('a developer without a tenant connects a sandbox client to the one for tests, and to nothing live', async (t) => {
  const testTenant = { id: 'org_sample', role: 'viewer' };
  const other = await openSite({ definition: { developers: { signUp: 'open', testTenant } } });
  t.after(() => other.close());
  const { store, clock } = other.api;
  const said = async () => (await checkDevelopers(store, other.api.config)).map(({ what }) => what);
  assert.match((await said()).join(), /names org_sample, and there is no such organisation/);
  await store.addTenant({ id: TenantId('org_sample'), name: 'Sample' }, []);
  assert.deepEqual(await said(), []);
  await store.addDeveloper({
    developer: {
      ...{ userId: UserId('nobody'), state: 'approved', purpose: null, reason: null },
      ...{ createdAt: clock.now(), decidedAt: null },
    },
    ...{ mails: [], audit: [] },
  });
  const browser = await signedIn(other, 'nobody');
  const dora = await person(other, browser);
  const by = await program(other, ['manage:write']);
  const make = async (mode: string) => (await dora.post('/clients', { ...APPLICATION, mode })).body;
  const live = await make('live');
  assert.deepEqual((await dora.get('/me')).body.memberships, [], 'live data needs no place for tests');
  const trial = await make('sandbox');
  const [begin] = (await dora.get(`/clients/${trial.id}/quick-starts`)).body.data;
  const [, link = ''] = /(http\S+challenge=)/.exec(begin.code) ?? [];
  const asked = await browser.get(`/oauth/authorize${new URL(link).search}${'a'.repeat(43)}`);
  assert.equal(asked.status, 200, 'the link of its quick start leads to consent');
  const connected = await dora.post(`/clients/${trial.id}/test-connection`, {});
  assert.deepEqual([connected.status, connected.body.tenant], [201, 'org_sample'], connected.body.detail);
  const [place] = (await dora.get('/me')).body.memberships;
  assert.deepEqual(
    [place.tenant, place.role, place.manages, place.forTests],
    ['org_sample', 'viewer', false, true],
  );
  assert.equal((await make('sandbox')).tenant, null, 'no client has its home there');
  assert.equal((await by.get('/tenants/org_sample')).body.forTests, true);

  const consent = await browser.get(
    authorizePath({ client_id: live.id, redirect_uri: CALENDAR, scope: 'read' }),
  );
  assert.equal(consent.status, 403, 'nothing live is allowed there');
  const token = { name: 'x', scopes: ['read'], days: 30 };
  const refused = await dora.post('/tenants/org_sample/tokens', token);
  assert.equal(refused.body.errors[0].pointer, '/mode');
  assert.equal((await dora.post('/tenants/org_sample/tokens', { ...token, mode: 'sandbox' })).status, 201);

  await by.post('/developers/nobody/refuse', {});
  assert.deepEqual((await dora.get('/me')).body.memberships, [], 'who is refused leaves it');
  const grant = await store.grantFor(ClientId(trial.id), UserId('nobody'), TenantId('org_sample'));
  assert.equal(grant?.status, 'revoked');
});

/** Asks for a link as a stranger. */
async function ask(browser: Visitor, email: string): Promise<Page> {
  const form = (await browser.get(SIGN_UP)).field('form');
  return browser.post(SIGN_UP, { form, email });
}

/** Opens an account by the link in the newest mail. */
async function open(at: Site, browser: Visitor, email: string, fields = {}): Promise<Page> {
  const path = linkIn((await mailsTo(at, email))[0] ?? assert.fail());
  const form = (await browser.get(path)).field('form');
  const typed = { name: 'Dora', password: PHRASE, purpose: 'A calendar of cases' };
  return browser.post(path, { form, ...typed, ...fields });
}

test('a stranger signs up by a mailed link, waits, and is in the dashboard once an owner agreed', async () => {
  const email = 'dora@apps.example';
  const browser = site.browser();
  const signIn = await browser.get('/sign-in');
  assert.match(signIn.text, /href="\/developers\/sign-up">Do you make an application/);
  const onTheWay = await browser.get('/sign-in?return_to=/device');
  assert.doesNotMatch(onTheWay.text, /Do you make/);
  assert.equal((await ask(browser, 'no address')).status, 400);
  assert.equal((await browser.post(SIGN_UP, { email })).status, 403);
  assert.match((await ask(browser, email)).text, /A mail to dora@apps\.example is on its way/);
  const incomplete = await open(site, browser, email, { name: '', purpose: ' ' });
  assert.equal(incomplete.status, 422);
  assert.match(incomplete.text, /Say in a sentence or two.*/s);
  const weak = await open(site, browser, email, { password: 'password12' });
  assert.match(weak.text, /A calendar of cases/, 'what was typed stays');
  assert.equal(weak.status, 422);
  const path = linkIn((await mailsTo(site, email))[0] ?? assert.fail());
  const done = await open(site, browser, email);
  assert.equal(done.location, SIGN_UP);
  assert.match((await browser.follow(done)).text, /Your request is with us.*since 1 Jun/s);
  assert.equal((await browser.get('/account')).location, SIGN_UP);
  assert.equal((await browser.get(path)).status, 410, 'the link was used');
  const [told] = await mailsTo(site, 'max@harbour.example');
  assert.match(told?.text ?? '', /Dora \(dora@apps\.example\) signed up.*They want to make: A calendar/s);

  const { user } = (await owner.get('/developers?state=pending&limit=1')).body.data[0];
  await owner.post(`/developers/${user}/approve`, undefined);
  assert.equal((await browser.get('/account')).location, '/dashboard');
  const rows = await site.api.store.auditTrail({ limit: 20 });
  assert.ok(!JSON.stringify(rows).includes('apps.example'), 'the log knows people by their id');
});

test('nobody learns who has an account, and somebody who has one becomes a developer with it', async () => {
  const asked = await ask(site.browser(), 'vera@harbour.example');
  const [mail] = await mailsTo(site, 'vera@harbour.example');
  assert.match(asked.text, /A mail to vera@harbour\.example is on its way/);
  assert.equal(mail?.subject, 'You have an account at Harbour');
  assert.match(mail.text, /sign-in\?return_to=%2Fdevelopers%2Fsign-up/);

  const vera = await signedIn(site, 'vera');
  const csrf = (await vera.get(SIGN_UP)).field('csrf');
  assert.equal((await vera.post(SIGN_UP, { csrf, purpose: '' })).status, 422);
  assert.equal((await vera.post(SIGN_UP, { csrf: 'x', purpose: 'A calendar' })).status, 403);
  const done = await vera.post(SIGN_UP, { csrf, purpose: 'A calendar' });
  assert.equal(done.location, SIGN_UP);
  const me = await person(site, vera);
  assert.equal((await me.get('/me')).body.developer, 'pending');
  // A member makes applications for their tenant without.
  assert.equal((await me.post('/clients', APPLICATION)).body.tenant, 'org_harbour');
});

test('one network gets five links for an address in an hour', async () => {
  const browser = site.browser();
  const statuses = [];
  for (let asked = 0; asked < 6; asked++) statuses.push((await ask(browser, 'eve@apps.example')).status);
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429]);
});

test('where anybody may, the link leads into the dashboard; where nobody may, there is no page', async (t) => {
  const free = await openSite({ definition: { developers: { signUp: 'open' } } });
  t.after(() => free.close());
  const browser = free.browser();
  await ask(browser, 'dora@apps.example');
  const done = await open(free, browser, 'dora@apps.example');
  assert.equal(done.location, '/dashboard/applications/new');
  const dora = await person(free, browser);
  assert.equal((await dora.post('/clients', APPLICATION)).status, 201);
  const closed = await openSite();
  t.after(() => closed.close());
  assert.equal((await closed.browser().get(SIGN_UP)).status, 404);
  assert.doesNotMatch((await closed.browser().get('/sign-in')).text, /sign-up/);
});
