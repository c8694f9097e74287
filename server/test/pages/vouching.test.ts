import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sha256 } from '../../src/lib/compare.ts';
import { TenantId, UserId } from '../../src/model/index.ts';
import { authorizePath, CALLBACK, client, openSite, type Site } from './site.ts';
import { codeIn, consentFields, type Page, signedIn } from './visitor.ts';

/*
 * Any member can make a client on a page, give it any name and have it send people anywhere. Within that member's
 * tenant it is one of theirs. To everybody else it is as unknown as one that registered itself.
 */

let site: Site;
let id: string;
let secret: string;
before(async () => {
  site = await openSite({
    definition: {
      dialects: ['s256-assumed', 'no-pkce-for-confidential', 'schemeless-redirect', 'json-token-request'],
      signIn: true,
    },
  });
  const vera = await signedIn(site, 'vera');
  const form = await vera.get('/account/clients/new');
  const made = await vera.post('/account/clients', [
    ['csrf', form.field('csrf')],
    ['tenant', form.field('tenant')],
    ['name', 'Harbour Security Team'],
    ['kind', 'confidential'],
    ['redirect_uris', CALLBACK],
    ['scope', 'read'],
    ['grant_type', 'authorization_code'],
    ['mode', 'live'],
  ]);
  const { text } = await vera.follow(made);
  id = /id="client_id"[^>]*>([^<]+)</.exec(text)?.[1] ?? '';
  secret = /id="client_secret"[^>]*>([^<]+)</.exec(text)?.[1] ?? '';
  assert.notEqual(id, '', text);
  const user = { id: UserId('nora'), email: 'nora@harbour.example', name: 'Nora', createdAt: 0 };
  const ada = await site.api.store.userById('ada');
  await site.api.store.addUser({ ...user, passwordHash: ada?.passwordHash ?? null }, []);
  await site.api.store.addMembership(
    { userId: user.id, tenantId: TenantId('org_north'), role: 'viewer' },
    [],
  );
});
after(() => site.close());

const asks = (over: Record<string, string> = {}) => authorizePath({ client_id: id, scope: 'read', ...over });
const WARNING = /<span class="badge warn">Not verified<\/span>/;

/** Returns the page of an authorization, allowed as a user would allow it. */
async function allow(who: string): Promise<Page> {
  const browser = await signedIn(site, who);
  const page = await browser.get(asks());
  const fields = ['csrf', 'tenant', 'consent'].map((name): [string, string] => [name, page.field(name)]);
  const answer = await browser.post(asks(), [...fields, ['decision', 'allow']]);
  assert.equal(answer.status, 303, answer.text);
  return browser.get(asks());
}

test('people of another tenant are warned of it, and asked each time; its own are told who made it', async () => {
  const again = await allow('nora');
  assert.equal(again.status, 200, 'consent is not skipped');
  assert.match(again.text, WARNING);
  assert.match(again.text, /Somebody outside made this application/);

  const own = await (await signedIn(site, 'ada')).get(asks());
  assert.doesNotMatch(own.text, WARNING);
  assert.match(own.text, /Somebody in Harbour Law made this application/);
  assert.equal((await allow('ada')).status, 303, 'consent is skipped');
});

test('a user in two tenants is warned in the one that the client does not belong to', async () => {
  const max = await signedIn(site, 'max');
  const page = await max.get(asks());
  const show = (tenant: string) => max.post(asks(), { csrf: page.field('csrf'), tenant, show: 'tenant' });
  assert.match((await show('org_north')).text, WARNING);
  assert.doesNotMatch((await show('org_harbour')).text, WARNING);
});

test('the dialects that the API has are for its own tenant alone', async () => {
  const without = (client: string, names: string[]) => {
    const query = new URLSearchParams(asks({ client_id: client }).split('?')[1]);
    for (const name of names) query.delete(name);
    return `/oauth/authorize?${query}`;
  };
  const [ada, nora, max] = [await signedIn(site), await signedIn(site, 'nora'), await signedIn(site, 'max')];
  for (const names of [['code_challenge_method'], ['code_challenge_method', 'code_challenge']]) {
    const path = without(id, names);
    const refused = await nora.get(path);
    assert.equal(new URL(refused.location ?? '').searchParams.get('error'), 'invalid_request');
    assert.equal(
      (await nora.get(without('server', names))).location,
      undefined,
      'the operator made that one',
    );
    assert.equal((await ada.get(path)).location?.includes('error='), false, 'of its own tenant');
    // Before the user is known, the page says only that they have to sign in.
    assert.match((await site.browser().get(path)).text, /name="password"/);
    // A user in two tenants can answer it for one.
    const page = await max.get(path);
    assert.match(page.text, /Harbour Law/);
    assert.doesNotMatch(page.text, /North/);
  }
  const form = await ada.get('/account/clients/new');
  const schemeless = await ada.post('/account/clients', {
    csrf: form.field('csrf'),
    tenant: form.field('tenant'),
    name: 'Old habits',
    kind: 'confidential',
    redirect_uris: 'my.app/cb',
    scope: 'read',
    grant_type: 'authorization_code',
    mode: 'live',
  });
  assert.equal(schemeless.status, 400);
});

test('nor does a token request of another tenant need less than the standard', async () => {
  const { port } = new URL(site.origin);
  const redeem = async (who: string, json: boolean) => {
    const verifier = 'v'.repeat(43);
    const browser = await signedIn(site, who);
    const path = asks({ code_challenge: sha256(verifier), prompt: 'consent' });
    const page = await browser.get(path);
    const answer = await browser.post(path, { ...consentFields(page), decision: 'allow' });
    const fields = {
      grant_type: 'authorization_code',
      code: codeIn(answer) ?? '',
      redirect_uri: CALLBACK,
      code_verifier: verifier,
      client_id: id,
      client_secret: secret,
    };
    const type = json ? 'application/json' : 'application/x-www-form-urlencoded';
    const body = json ? JSON.stringify(fields) : new URLSearchParams(fields).toString();
    const token = await fetch(`http://127.0.0.1:${port}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    return [token.status, ((await token.json()) as { error?: string }).error];
  };
  assert.deepEqual(await redeem('nora', true), [400, 'invalid_request']);
  assert.deepEqual(await redeem('nora', false), [200, undefined]);
  assert.deepEqual(await redeem('ada', true), [200, undefined]);
});

test('no link leads from here straight to its address, for somebody who is not signed in', async () => {
  const browser = site.browser();
  const wrong = [{ scope: 'nonsense' }, { prompt: 'none' }, { response_type: 'token' }];
  const links = wrong.flatMap((each) => [
    asks(each),
    ...['form_post', 'form_post.jwt', 'jwt'].map((mode) => asks({ ...each, response_mode: mode })),
  ]);
  const found = await site.api.store.client(id, site.clock.now());
  assert.ok(found);
  const settings = { postLogoutRedirectUris: [CALLBACK] };
  await site.api.store.updateClient({ ...found.client, settings }, []);
  links.push(`/oauth/logout?${new URLSearchParams({ client_id: id, post_logout_redirect_uri: CALLBACK })}`);
  for (const link of links) {
    const page = await browser.get(link);
    assert.equal(page.location, undefined, link);
    assert.match(page.text, /Go back to Harbour Security Team/, link);
    assert.doesNotMatch(page.text, /<script/, link);
  }
  // One that the API's operator made is told at once.
  assert.equal((await browser.get(authorizePath({ client_id: 'server', scope: 'nonsense' }))).status, 303);
});

test('one that the operator made is as unknown once its owner has turned it into something else', async () => {
  const own = {
    origin: 'seed',
    kind: 'confidential',
    ownerUserId: UserId('vera'),
    tenantId: TenantId('org_harbour'),
  } as const;
  await site.api.store.createClient(client({ id: 'made', name: 'Made for them', ...own }), null, []);
  const [nora, vera] = [await signedIn(site, 'nora'), await signedIn(site, 'vera')];
  const seen = async () => (await nora.get(asks({ client_id: 'made', code_challenge_method: 'S256' }))).text;
  const page = await vera.get('/account/clients/made');
  const save = (name: string, uris: string) =>
    vera.post('/account/clients/made', {
      csrf: page.field('csrf'),
      tenant: page.field('tenant'),
      action: 'update',
      name,
      redirect_uris: uris,
      addresses: '',
    });
  assert.equal((await save('Made for them', CALLBACK)).status, 303);
  assert.doesNotMatch(await seen(), WARNING, 'nothing was changed');
  assert.equal((await save('Made for them', `${CALLBACK}\nhttps://evil.example/cb`)).status, 303);
  assert.match(await seen(), WARNING);
  assert.match(await seen(), /given another name or address by its makers/);
  const wrong = await site.browser().get(asks({ client_id: 'made', scope: 'nonsense' }));
  assert.equal(wrong.location, undefined);
});

test('the operator can vouch for it, until its owner changes what was looked at', async () => {
  const found = await site.api.store.client(id, site.clock.now());
  assert.ok(found);
  await site.api.store.updateClient({ ...found.client, settings: { verified: true } }, []);
  const nora = await signedIn(site, 'nora');
  assert.doesNotMatch((await nora.get(asks({ prompt: 'consent' }))).text, WARNING);

  const vera = await signedIn(site, 'vera');
  const page = await vera.get(`/account/clients/${id}`);
  const save = (name: string) =>
    vera.post(`/account/clients/${id}`, {
      csrf: page.field('csrf'),
      tenant: page.field('tenant'),
      action: 'update',
      name,
      redirect_uris: CALLBACK,
      addresses: '',
    });
  const verified = async () => (await site.api.store.client(id, site.clock.now()))?.client.settings.verified;
  assert.equal((await save('Harbour Security Team')).status, 303);
  assert.equal(await verified(), true);
  assert.equal((await save('Harbour Payments')).status, 303);
  assert.equal(await verified(), undefined);
});
