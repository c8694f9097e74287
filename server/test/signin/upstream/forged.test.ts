import assert from 'node:assert/strict';
import { after, before, beforeEach, it } from 'node:test';
import { MINUTE } from '../../../src/lib/clock.ts';
import { openSite, type Site } from '../../pages/site.ts';
import type { Page, Visitor } from '../../pages/visitor.ts';
import { type ForgingProvider, type Lie, startForging } from './forging-provider.ts';

const CLIENT = { clientId: 'harbour', clientSecret: 'a secret of more than 32 characters, at least' };

let site: Site;
let provider: ForgingProvider;
before(async () => {
  provider = await startForging(CLIENT);
  const places = { tenant: { claim: 'org', values: { acme: 'org_harbour' } }, role: { name: 'viewer' } };
  const forging = { id: 'forging', title: 'Forging', issuer: provider.issuer, ...CLIENT, places };
  site = await openSite({
    definition: {
      signInBy: { providers: [forging, { ...forging, id: 'twin', title: 'Twin' }], passwords: false },
    },
  });
});
after(async () => {
  await site.close();
  await provider.close();
});
beforeEach(() => {
  provider.lie = {};
  site.api.runtime.providers.clear();
});

async function press(browser: Visitor): Promise<Page> {
  const page = await browser.get('/sign-in');
  return browser.post('/sign-in/through', {
    form: page.field('form'),
    return_to: '/account',
    provider: 'forging',
  });
}

/** Signs in by an answer that the provider forges. */
async function arrive(lie: Lie, answer: Record<string, string> = {}): Promise<[Visitor, Page]> {
  const browser = site.browser();
  provider.lie = lie;
  const { searchParams: sent } = new URL((await press(browser)).location ?? '');
  provider.nonce = sent.get('nonce') ?? '';
  const parameters = { code: 'any', state: sent.get('state') ?? '', iss: provider.issuer, ...answer };
  return [browser, await browser.get(`/sign-in/from/forging?${new URLSearchParams(parameters)}`)];
}

it('signs in by an honest answer, so that each lie below is what is refused', async () => {
  const [browser, done] = await arrive({});
  assert.equal(done.location, '/account');
  assert.equal(browser.cookies.has('latchkey-session'), true);
});

const now = Math.floor(Date.now() / 1_000);
const lies: Record<string, [Lie, Record<string, string>?]> = {
  'another nonce': [{ claims: { nonce: 'A'.repeat(43) } }],
  'no nonce': [{ claims: { nonce: undefined } }],
  'another audience': [{ claims: { aud: 'somebody-else' } }],
  'several audiences without ours as the party': [{ claims: { aud: ['harbour', 'other'], azp: 'other' } }],
  'another issuer in the token': [{ claims: { iss: 'https://accounts.google.com' } }],
  'another issuer in the answer (RFC 9207)': [{}, { iss: 'https://honest.example' }],
  'no issuer in the answer, though it says that it sends one': [{}, { iss: '' }],
  'an expired token': [{ claims: { iat: now - 7_200, exp: now - 3_600 } }],
  'no subject': [{ claims: { sub: undefined } }],
  'no signature (alg none)': [{ signature: 'none' }],
  'a signature by another key': [{ signature: 'another key' }],
  'a MAC under the client secret in place of a signature': [{ signature: 'client secret' }],
  'a token endpoint within our network (SSRF)': [{ metadata: { token_endpoint: 'https://10.0.0.1/token' } }],
  'keys within our network (SSRF)': [{ metadata: { jwks_uri: 'https://169.254.169.254/keys' } }],
  'a token endpoint without TLS elsewhere': [{ metadata: { token_endpoint: 'http://example.com/token' } }],
};
for (const [what, [lie, answer]] of Object.entries(lies)) {
  it(`refuses ${what}`, async () => {
    const [browser, page] = await arrive(lie, answer);
    assert.equal(page.status, 400, page.text);
    assert.match(page.text, /provider_invalid/);
    assert.equal(browser.cookies.has('latchkey-session'), false);
  });
}

it('refuses a state that nobody began, and one of another browser', async () => {
  const browser = site.browser();
  const unknown = new URLSearchParams({ code: 'any', state: 'B'.repeat(43), iss: provider.issuer });
  assert.equal((await browser.get(`/sign-in/from/forging?${unknown}`)).status, 400);
  assert.equal((await browser.get('/sign-in/from/forging?code=any')).status, 400);
  const { searchParams: sent } = new URL((await press(browser)).location ?? '');
  const own = new URLSearchParams({ code: 'any', state: sent.get('state') ?? '', iss: provider.issuer });
  const asked = provider.asked.token;
  assert.equal((await site.browser().get(`/sign-in/from/forging?${own}`)).status, 403);
  assert.equal(provider.asked.token, asked, 'the code is not even presented');
});

it('refuses an answer at the redirect URI of another provider, whose token endpoint would take it', async () => {
  const browser = site.browser();
  const { searchParams: sent } = new URL((await press(browser)).location ?? '');
  provider.nonce = sent.get('nonce') ?? '';
  const back = new URLSearchParams({ code: 'any', state: sent.get('state') ?? '', iss: provider.issuer });
  const asked = provider.asked.token;
  assert.equal((await browser.get(`/sign-in/from/twin?${back}`)).status, 400);
  assert.equal(provider.asked.token, asked);
  assert.equal(browser.cookies.has('latchkey-session'), false);
});

it('cannot be used while it names another issuer than its own, and says so', async () => {
  provider.lie = { metadata: { issuer: 'https://accounts.google.com' } };
  const page = await press(site.browser());
  assert.equal(page.status, 502);
  assert.match(page.text, /Forging cannot be reached/);
});

it('takes no sign-in of before where the client asks for a new one', async () => {
  const browser = site.browser();
  const page = await browser.get('/oauth/authorize?response_type=code');
  assert.equal(page.status, 400);
  for (const [claims, problem] of [
    [{ auth_time: site.clock.now() / 1_000 - 3_600 }, 'provider_not_anew'],
    [{}, 'provider_not_anew'],
  ] as const) {
    const start = await browser.get('/sign-in?return_to=%2Faccount%3Flatchkey_since%3D1');
    provider.lie = { claims };
    const fields = { form: start.field('form'), return_to: start.field('return_to'), provider: 'forging' };
    const { searchParams: sent } = new URL((await browser.post('/sign-in/through', fields)).location ?? '');
    provider.nonce = sent.get('nonce') ?? '';
    const back = new URLSearchParams({ code: 'any', state: sent.get('state') ?? '', iss: provider.issuer });
    const refused = await browser.get(`/sign-in/from/forging?${back}`);
    assert.match(refused.text, new RegExp(problem));
  }
});

it('counts a sign-in of before as no proof of somebody who is signed in, unless it never says when', async () => {
  const [browser] = await arrive({});
  const prove = async (claims: Record<string, unknown>) => {
    site.clock.turn(11 * MINUTE);
    const asked = await browser.get('/account/you/passkeys/new');
    assert.match(asked.text, /Show that it is you/);
    provider.lie = { claims };
    const fields = { form: asked.field('form'), return_to: asked.field('return_to'), provider: 'forging' };
    const { searchParams: sent } = new URL((await browser.post('/sign-in/through', fields)).location ?? '');
    assert.deepEqual([sent.get('prompt'), sent.get('max_age')], ['login', '0']);
    provider.nonce = sent.get('nonce') ?? '';
    const back = new URLSearchParams({ code: 'any', state: sent.get('state') ?? '', iss: provider.issuer });
    return browser.get(`/sign-in/from/forging?${back}`);
  };
  const at = (ago: number) => ({ auth_time: Math.floor(site.clock.now() / 1_000) + 11 * 60 - ago });
  assert.match((await prove(at(3_600))).text, /provider_not_anew/);
  for (const claims of [at(0), {}]) {
    assert.equal((await prove(claims)).location, '/account/you/passkeys/new');
    assert.doesNotMatch((await browser.get('/account/you/passkeys/new')).text, /Show that it is you/);
  }
});

it('fetches the keys of a provider once for many sign-ins', async () => {
  const before = provider.asked.keys;
  for (let at = 0; at < 3; at++) await arrive({});
  assert.equal(provider.asked.keys, before + 1);
});

it('has no password form where passwords are off, and takes none', async () => {
  const browser = site.browser();
  const page = await browser.get('/sign-in');
  assert.doesNotMatch(page.text, /type="password"/);
  const sent = await browser.post('/sign-in', {
    form: page.field('form'),
    email: 'a@b.example',
    password: 'x',
  });
  assert.equal(sent.location, '/sign-in');
});

it('shows whatever a provider calls a person, without markup and in bounds', async () => {
  const name = `<b>Ann</b>\u0000\u202E${'x'.repeat(300)}`;
  const [browser] = await arrive({ claims: { sub: 'odd', name, email: 'not an address' } });
  const page = await browser.get('/account');
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.text, /<b>Ann/);
  const account = await site.api.store.outsideAccount(provider.issuer, 'odd');
  const user = await site.api.store.userById(account?.userId ?? '');
  assert.deepEqual([user?.name.length, user?.email], [200, 'no-address@outside.invalid']);
});
