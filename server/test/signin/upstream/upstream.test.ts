import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { MINUTE } from '../../../src/lib/clock.ts';
import { HAND_OVER, TenantId, UserId } from '../../../src/model/index.ts';
import { freePort } from '../../http/free-port.ts';
import { authorizePath, openSite, type Site } from '../../pages/site.ts';
import { type Page, signedIn, submit, type Visitor } from '../../pages/visitor.ts';
import { type Accounts, CLIENT, type RealProvider, startProvider } from './real-provider.ts';

const accounts: Accounts = {
  ann: { name: 'Ann', email: 'ann@acme.example', email_verified: true, org: 'acme', groups: ['staff'] },
  ben: {
    name: 'Ben',
    email: 'ben@acme.example',
    email_verified: true,
    org: 'acme',
    groups: ['admins', 'staff'],
  },
  eve: { name: 'Eve', email: 'ada@harbour.example', email_verified: true, org: 'acme', groups: [] },
  fay: { name: 'Fay', email: 'max@harbour.example', email_verified: false, org: 'acme', groups: [] },
  guest: { name: 'Guest', email: 'guest@else.example', email_verified: true },
  own: { name: 'Somebody', email: 'private@else.example', email_verified: true },
  lost: { name: 'Lost', email: 'lost@else.example', email_verified: true, org: 'unheard', groups: ['staff'] },
  other: { name: 'Other', email: 'o@else.example', email_verified: true, org: 'evil', groups: ['admins'] },
};

let site: Site;
let provider: RealProvider;
before(async () => {
  const port = await freePort();
  const origin = `http://accounts.harbour.localhost:${port}`;
  provider = await startProvider(accounts, [`${origin}/sign-in/from/acme`, `${origin}/sign-in/from/open`]);
  const acme = {
    ...{
      id: 'acme',
      title: 'Acme',
      issuer: provider.issuer,
      ...CLIENT,
      scopes: ['openid', 'email', 'profile', 'company'],
    },
    places: {
      tenant: { claim: 'org', values: { acme: 'org_harbour', unheard: 'org_gone' } },
      role: { claim: 'groups', values: { admins: 'manager', staff: 'viewer' }, otherwise: 'viewer' },
    },
  };
  site = await openSite({
    port,
    definition: {
      signIn: { emailsVerified: true },
      signInBy: {
        providers: [
          acme,
          { ...acme, id: 'open', title: 'Open', accepts: { org: ['acme'] }, places: undefined },
        ],
      },
    },
  });
});
after(async () => {
  await site.close();
  await provider.close();
});

/** Presses the button of a provider, and returns where it leads. */
async function press(browser: Visitor, id = 'acme', from = '/sign-in'): Promise<string> {
  const page = await browser.get(from);
  const fields = { form: page.field('form'), return_to: page.field('return_to'), provider: id };
  const sent = await browser.post('/sign-in/through', fields);
  assert.equal(sent.status, 303, sent.text);
  return sent.location ?? '';
}

const path = (url: string) => url.slice(site.origin.length);

async function arrive(account: string, browser = site.browser(), id = 'acme'): Promise<[Visitor, Page]> {
  provider.account = account;
  const back = await provider.walk(await press(browser, id));
  return [browser, await browser.get(path(back))];
}

const personOf = async (account: string) =>
  (await site.api.store.outsideAccount(provider.issuer, account))?.userId ?? null;
const roleOf = async (account: string, tenant = 'org_harbour') =>
  (await site.api.store.membership((await personOf(account)) ?? UserId('none'), TenantId(tenant)))?.role ??
  null;

it('offers a button for each provider, beside the password', async () => {
  const page = await site.browser().get('/sign-in');
  assert.match(page.text, /Sign in with Acme/);
  assert.match(page.text, /Sign in with Open/);
  assert.match(page.text, /type="password"/);
});

it('asks by code, with PKCE, state and nonce, at an exact redirect URI', async () => {
  const { searchParams: sent } = new URL(await press(site.browser()));
  assert.equal(sent.get('redirect_uri'), `${site.origin}/sign-in/from/acme`);
  assert.deepEqual([sent.get('response_type'), sent.get('code_challenge_method')], ['code', 'S256']);
  for (const name of ['state', 'nonce', 'code_challenge']) assert.match(sent.get(name) ?? '', /^[\w-]{43}$/);
});

it('signs in a person, in the tenant and with the role of their claims', async () => {
  const [browser, done] = await arrive('ann');
  assert.equal(done.location, '/account');
  assert.match((await browser.get('/account')).text, /Harbour Law/);
  assert.equal(await roleOf('ann'), 'viewer');
  await arrive('ben');
  assert.equal(await roleOf('ben'), 'manager');
  const user = await site.api.store.userById((await personOf('ann')) ?? '');
  assert.deepEqual([user?.name, user?.email, user?.passwordHash], ['Ann', 'ann@acme.example', null]);
});

it('leads back to the request of a client', async () => {
  const browser = site.browser();
  provider.account = 'ann';
  const asked = authorizePath({ scope: 'read' });
  const done = await browser.get(path(await provider.walk(await press(browser, 'acme', asked))));
  assert.equal(done.location, asked);
});

it('follows the claims at each sign-in, and ends a place that they give no more', async () => {
  accounts.cy = { name: 'Cy', email: 'cy@acme.example', org: 'acme', groups: ['admins'] };
  await arrive('cy');
  assert.equal(await roleOf('cy'), 'manager');
  accounts.cy = { ...accounts.cy, groups: ['staff'] };
  await arrive('cy');
  assert.equal(await roleOf('cy'), 'viewer');
  accounts.cy = { ...accounts.cy, org: 'somewhere' };
  await arrive('cy');
  assert.equal(await roleOf('cy'), null);
});

it('leaves a place that a manager gave, and its role', async () => {
  accounts.dee = { name: 'Dee', email: 'dee@acme.example', org: 'acme', groups: ['staff'] };
  await arrive('dee');
  const userId = (await personOf('dee')) ?? UserId('');
  await site.api.store.addMembership({ tenantId: TenantId('org_north'), userId, role: 'owner' }, []);
  accounts.dee = { ...accounts.dee, org: 'nothing' };
  await arrive('dee');
  assert.equal(await roleOf('dee', 'org_north'), 'owner');
});

it('gives nothing that the mapping does not name, and adds no stranger and no tenant', async () => {
  for (const account of ['guest', 'lost', 'other']) {
    const [browser, page] = await arrive(account);
    assert.equal(page.status, 403, account);
    assert.match(page.text, /has no access to Harbour/);
    assert.equal(browser.cookies.has('latchkey-session'), false);
    assert.equal(await personOf(account), null);
  }
  assert.equal(await site.api.store.tenantById('org_gone'), null);
});

it('lets in no account without a claim that is demanded', async () => {
  const [browser, page] = await arrive('guest', site.browser(), 'open');
  assert.equal(page.status, 403);
  assert.match(page.text, /does not let in this account/);
  assert.equal(browser.cookies.has('latchkey-session'), false);
});

it('makes a separate person of somebody who has another’s address, and says so if it is verified', async () => {
  const [browser, page] = await arrive('eve');
  assert.match(page.text, /You have two accounts here/);
  assert.match((await browser.get('/account')).text, /ada<wbr>@harbour\.example/);
  assert.notEqual(await personOf('eve'), 'ada');
  assert.equal(await roleOf('eve'), 'viewer');
  // An address that anybody could have typed tells nobody whether there is an account.
  const [, unverified] = await arrive('fay');
  assert.equal(unverified.location, '/account');
  assert.equal((await site.api.store.userByEmail('max@harbour.example'))?.id, 'max');
});

it('links an account only for the person who is signed in and proves both', async () => {
  const ada = await signedIn(site);
  const link = async (browser: Visitor) => {
    const page = await browser.get('/account/you/ways/acme');
    const sent = await submit(browser, page, '/account/you/ways/acme', [['at', page.field('at')]]);
    return { page, sent };
  };
  provider.account = 'own';
  const { sent } = await link(ada);
  const back = path(await provider.walk(sent.location ?? ''));
  // Another session in the same browser gets nothing.
  const max = await signedIn(site, 'max');
  const session = ada.cookies.get('latchkey-session') ?? '';
  ada.cookies.set('latchkey-session', max.cookies.get('latchkey-session') ?? '');
  assert.equal((await ada.get(back)).status, 403);
  assert.equal(await personOf('own'), null);
  ada.cookies.set('latchkey-session', session);

  const again = await link(ada);
  const linked = await ada.get(path(await provider.walk(again.sent.location ?? '')));
  assert.match(linked.text, /From now on you can sign in with Acme/);
  assert.equal(await personOf('own'), 'ada');
  const [, done] = await arrive('own');
  assert.equal(done.location, '/account');
  assert.equal((await site.api.store.userById('ada'))?.email, 'ada@harbour.example');

  const late = await link(max);
  const taken = await max.get(path(await provider.walk(late.sent.location ?? '')));
  assert.equal(taken.status, 409);
  site.clock.turn(11 * MINUTE);
  // Somebody who is signed in there proves it by signing in there anew, and comes back to the page.
  const asked = await ada.get('/account/you/ways/acme');
  assert.match(asked.text, /Show that it is you/);
  const through = { form: asked.field('form'), return_to: asked.field('return_to'), provider: 'acme' };
  const proving = (await ada.post('/sign-in/through', through)).location ?? '';
  assert.match(proving, /prompt=login/);
  assert.match(proving, /max_age=0/);
  const proven = await ada.get(path(await provider.walk(proving)));
  assert.equal(proven.location, '/account/you/ways/acme');
  assert.match((await ada.get('/account/you/ways/acme')).text, /Acme/);
  const ways = await ada.get('/account/you/ways');
  assert.match(ways.text, /private@else\.example/);
  await submit(ada, ways, '/account/you/ways', [
    ['source', provider.issuer],
    ['subject', 'own'],
    ['at', '/account/you/ways'],
  ]);
  assert.equal(await personOf('own'), null);
});

it('signs nobody in when the person goes back', async () => {
  provider.account = null;
  const browser = site.browser();
  const page = await browser.get(path(await provider.walk(await press(browser))));
  assert.equal(page.status, 403);
  assert.match(page.text, /was ended at Acme/);
});

it('takes the answer once, and of the browser that began', async () => {
  provider.account = 'ann';
  const [one, other] = [site.browser(), site.browser()];
  await press(other);
  const back = path(await provider.walk(await press(one)));
  assert.equal((await other.get(back)).status, 403);
  assert.equal(other.cookies.has('latchkey-session'), false);
  assert.equal((await one.get(back)).status, 400);

  const fresh = path(await provider.walk(await press(one)));
  assert.equal((await one.get(fresh)).status, 303);
  const replay = site.browser();
  replay.cookies.set('latchkey-begun', one.cookies.get('latchkey-begun') ?? '');
  assert.equal((await replay.get(fresh)).status, 400);
});

it('takes no code at the redirect URI of another provider (mix-up)', async () => {
  provider.account = 'ann';
  const browser = site.browser();
  const back = path(await provider.walk(await press(browser)));
  assert.equal((await browser.get(back.replace('/from/acme', '/from/open'))).status, 400);
  assert.equal(browser.cookies.has('latchkey-session'), false);
});

it('asks anew where the client asks for a new sign-in', async () => {
  const browser = site.browser();
  const asked = authorizePath({ client_id: 'server', scope: 'read', prompt: 'login' });
  const location = await press(browser, 'acme', asked);
  const { searchParams: sent } = new URL(location);
  assert.deepEqual([sent.get('prompt'), sent.get('max_age')], ['login', '0']);
});

it('begins nothing for a page of another site', async () => {
  const browser = site.browser();
  const page = await browser.get('/sign-in');
  const fields = { form: page.field('form'), return_to: '/account', provider: 'acme' };
  const sent = await browser.post('/sign-in/through', fields, { 'sec-fetch-site': 'cross-site' });
  assert.match(sent.location ?? '', /^\/sign-in\?/);
  const forged = await site.browser().post('/sign-in/through', fields);
  assert.match(forged.location ?? '', /^\/sign-in\?/);
});

it('is another person than one of the same subject elsewhere', async () => {
  const elsewhere = await site.api.store.admitOutside({
    ...{
      source: HAND_OVER,
      subject: 'ann',
      userIds: [UserId('elsewhere')],
      email: 'x@y.example',
      emailVerified: true,
    },
    ...{ name: 'Ann', now: site.clock.now(), audit: { added: [], changed: [] } },
  });
  assert.notEqual(elsewhere.user.id, await personOf('ann'));
});
