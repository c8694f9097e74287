import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sha256 } from '../../src/lib/compare.ts';
import { TenantId, UserId } from '../../src/model/index.ts';
import { client, openSite, type Site } from './site.ts';
import { type Page, signedIn, type Visitor } from './visitor.ts';

/*
 * Client pages for a developer: "Create new client", a form, then the client id and, once, the secret. Later
 * the name and the callback URLs can be changed, the secret replaced while the old one still works, and the
 * client deleted after a question.
 */

let site: Site;
let ada: Visitor;
let form: Page;
before(async () => {
  site = await openSite();
  ada = await signedIn(site);
  form = await ada.get('/account/clients/new');
});
after(() => site.close());

const WISH = {
  name: 'My app',
  kind: 'confidential',
  redirect_uris: 'https://my.app/cb\r\n https://my.app/cb2 ',
  scope: ['read'],
  grant_type: ['authorization_code', 'refresh_token'],
  mode: 'live',
};

function create(over: Partial<Record<keyof typeof WISH, string | string[]>> = {}): Promise<Page> {
  return submit('/account/clients', { ...WISH, ...over });
}

function submit(
  path: string,
  fields: Record<string, string | string[]>,
  who = ada,
  page = form,
): Promise<Page> {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );
  return who.post(path, [['csrf', page.field('csrf')], ['tenant', page.field('tenant')], ...pairs]);
}

/** Returns the page, or the page that an answer leads to. */
async function shown(answer: Page, id: string): Promise<string> {
  const page = answer.status === 303 ? await ada.follow(answer) : answer;
  return text(page, id);
}

function text(page: Page, id: string): string {
  return new RegExp(`<code[^>]* id="${id}"[^>]*>([^<]+)<`).exec(page.text)?.[1] ?? '';
}

const ADA = { userId: UserId('ada'), tenantId: TenantId('org_harbour'), before: null, limit: 99 };

test('a new client shows its id and, once, its secret', async () => {
  const made = await create({ grant_type: ['authorization_code', 'refresh_token', 'client_credentials'] });
  assert.deepEqual([made.status, made.text], [303, '']);
  const page = await ada.follow(made);
  assert.deepEqual([page.status, page.headers['cache-control']], [200, 'no-store']);
  assert.match(page.text, /<h1>Your new client<\/h1>/);
  const [id, secret] = [text(page, 'client_id'), text(page, 'client_secret')];
  assert.match(page.text, new RegExp(`<dt>API</dt><dd><code>${site.api.address.apiIn('live')}<`));
  const stored = await site.api.store.client(id, site.clock.now());
  assert.ok(stored);
  assert.deepEqual(
    stored.secrets.map(({ hash }) => hash),
    [sha256(secret)],
  );
  const { client } = stored;
  assert.deepEqual(
    [client.kind, client.ownerUserId, client.tenantId, client.origin],
    ['confidential', 'ada', 'org_harbour', 'page'],
  );
  assert.deepEqual(client.redirectUris, ['https://my.app/cb', 'https://my.app/cb2']);
  assert.equal(client.actsAsUserId, 'ada', 'on its own it is no more than whoever made it');
  for (const path of ['/account/clients', `/account/clients/${id}`]) {
    assert.ok(!(await ada.get(path)).text.includes(secret), path);
  }
  assert.ok(!JSON.stringify(await site.api.store.auditTrail({ limit: 500 })).includes(secret));
});

test('a public client has no secret and may have a private-use redirect URI', async () => {
  const made = await create({ kind: 'public', redirect_uris: 'com.example.app:/callback' });
  const page = await ada.follow(made);
  assert.match(page.text, /Your client was created/);
  assert.equal(text(page, 'client_secret'), '');
  const stored = await site.api.store.client(text(page, 'client_id'), site.clock.now());
  assert.deepEqual([stored?.secrets, stored?.client.authMethod], [[], 'none']);
});

test('a contradiction is reported beside the field, and nothing is created', async () => {
  const before = (await site.api.store.clientsOwnedBy(ADA)).length;
  for (const [over, complaint] of [
    [{ name: '' }, /Give it the name/],
    [{ kind: 'platform' }, /of this kind are not taken here/],
    [{ kind: 'robot' }, /Choose where it runs/],
    [{ redirect_uris: '' }, /at least one address/],
    [{ redirect_uris: 'https://my.app/cb#x' }, /fragment/],
    [{ redirect_uris: 'http://my.app/cb' }, /must begin with https/],
    [{ redirect_uris: 'javascript:alert(1)' }, /must begin with https/],
    [{ redirect_uris: 'my.app/cb' }, /must begin with https/],
    [{ redirect_uris: 'com.example.app:/cb' }, /must begin with https/],
    [{ scope: ['partners'] }, /Choose from the list/],
    [{ scope: [] }, /at least one thing/],
    [{ grant_type: ['refresh_token'] }, /goes together with asking people/],
    [{ kind: 'public', grant_type: ['client_credentials'] }, /cannot act on its own/],
    [{ mode: 'both' }, /Choose what it works with/],
  ] as const) {
    const answer = await create(over as Parameters<typeof create>[0]);
    assert.equal(answer.status, 400, JSON.stringify(over));
    assert.match(answer.text, complaint);
  }
  assert.equal((await site.api.store.clientsOwnedBy(ADA)).length, before);
});

test('a redirect URI without a scheme is for clients that the operator made, where the API has the dialect', async () => {
  const old = client({ id: 'old', ownerUserId: UserId('ada'), redirectUris: ['my.app/cb'] });
  const own = await openSite({ definition: { dialects: ['schemeless-redirect'] }, clients: [old] });
  try {
    const who = await signedIn(own);
    const page = await who.get('/account/clients/new');
    const made = await submit('/account/clients', { ...WISH, redirect_uris: 'my.app/cb' }, who, page);
    assert.equal(made.status, 400);
    const change = { action: 'update', name: 'Old', redirect_uris: 'my.app/cb\nmy.app/cb2' };
    assert.equal((await submit('/account/clients/old', change, who, page)).status, 303);
  } finally {
    await own.close();
  }
});

test('name and redirect URIs can be changed, with the same checks', async () => {
  const id = await shown(await create(), 'client_id');
  const path = `/account/clients/${id}`;
  const bad = await submit(path, { action: 'update', name: 'New', redirect_uris: 'http://my.app/' });
  assert.equal(bad.status, 400);
  const good = await submit(path, { action: 'update', name: 'New', redirect_uris: 'https://new.app/cb' });
  assert.deepEqual([good.status, good.location], [303, `${path}?done=changed`]);
  const stored = await site.api.store.client(id, site.clock.now());
  assert.deepEqual([stored?.client.name, stored?.client.redirectUris], ['New', ['https://new.app/cb']]);
});

test('a new secret is shown once while the old one still works for as long as was chosen', async () => {
  const made = await ada.follow(await create());
  const [id, first] = [text(made, 'client_id'), text(made, 'client_secret')];
  const path = `/account/clients/${id}`;
  const hashes = async () =>
    (await site.api.store.client(id, site.clock.now()))?.secrets.map(({ hash }) => hash);
  const rotated = await ada.follow(await submit(path, { action: 'rotate', days: '7' }));
  const second = text(rotated, 'client_secret');
  assert.match(rotated.text, /<h1>Your new client secret<\/h1>/);
  assert.equal(rotated.headers['cache-control'], 'no-store');
  assert.deepEqual((await hashes())?.sort(), [sha256(first), sha256(second)].sort());
  const third = await shown(await submit(path, { action: 'rotate', days: '0' }), 'client_secret');
  assert.deepEqual(await hashes(), [sha256(third)]);
  assert.equal((await submit(path, { action: 'rotate', days: '3650' })).status, 404);
});

test('deleting asks first, then ends the client', async () => {
  const id = await shown(await create({ name: 'Short-lived' }), 'client_id');
  const question = await ada.get(`/account/clients/${id}/delete`);
  assert.match(question.text, /<h1>Delete Short-lived\?<\/h1>/);
  assert.ok(await site.api.store.client(id, site.clock.now()));
  const answer = await submit(`/account/clients/${id}`, { action: 'delete' });
  assert.equal(answer.location, '/account/clients?done=deleted');
  assert.equal(await site.api.store.client(id, site.clock.now()), null);
});

test("another user's client does not exist", async () => {
  const id = await shown(await create(), 'client_id');
  const vera = await signedIn(site, 'vera');
  const page = await vera.get('/account/clients/new?tenant=org_harbour');
  for (const path of [`/account/clients/${id}`, '/account/clients/platform', '/account/clients/none']) {
    assert.equal((await vera.get(`${path}?tenant=org_harbour`)).status, 404);
    assert.equal((await vera.get(`${path}/delete?tenant=org_harbour`)).status, 404);
    for (const action of ['update', 'rotate', 'delete']) {
      const answer = await submit(
        path,
        { action, days: '7', name: 'Mine', redirect_uris: 'https://evil.example/' },
        vera,
        page,
      );
      assert.equal(answer.status, 404, `${action} ${path}`);
    }
  }
  assert.equal((await site.api.store.client(id, site.clock.now()))?.client.name, 'My app');
});

test('a client that the operator made is saved unchanged, whatever stands on it', async () => {
  const stands = ['http://partner.example/cb', 'my.app/cb', 'com.example.old:/cb'];
  const many = Array.from({ length: 25 }, (_, index) => `https://my.app/${index}`);
  const seeded = [
    client({
      id: 'old',
      kind: 'confidential',
      name: 'N'.repeat(100),
      ownerUserId: UserId('ada'),
      redirectUris: stands,
    }),
    client({ id: 'many', kind: 'confidential', ownerUserId: UserId('ada'), redirectUris: many }),
    client({ id: 'none', kind: 'confidential', ownerUserId: UserId('ada'), redirectUris: [] }),
  ];
  const own = await openSite({ clients: seeded });
  try {
    const who = await signedIn(own);
    for (const { id, name, redirectUris } of seeded) {
      const path = `/account/clients/${id}`;
      const page = await who.get(path);
      const save = (uris: readonly string[]) =>
        submit(path, { action: 'update', name, redirect_uris: uris.join('\r\n') }, who, page);
      assert.equal((await save(redirectUris)).status, 303, id);
      const stored = await own.api.store.client(id, own.clock.now());
      assert.deepEqual([stored?.client.name, stored?.client.redirectUris], [name, redirectUris]);
      assert.equal(
        (await save([...redirectUris, 'http://new.example/cb'])).status,
        400,
        'what is new is judged',
      );
    }
    const page = await who.get('/account/clients/old');
    const fewer = { action: 'update', name: 'Old', redirect_uris: stands[0] ?? '' };
    assert.equal((await submit('/account/clients/old', fewer, who, page)).status, 303);
    const emptied = await submit('/account/clients/old', { ...fewer, redirect_uris: '' }, who, page);
    assert.equal(emptied.status, 400, 'an address that there was is not taken away altogether');
  } finally {
    await own.close();
  }
});

test('the form begins with a kind that the API takes, the one that most of its clients are', async () => {
  const clients = { title: 'Clients', path: '/account/clients' };
  const [publicFirst, noneTaken] = await Promise.all([
    openSite({ definition: { pages: { clients: { ...clients, begins: 'public' } } } }),
    openSite({ definition: { clientAuthentication: ['none'] } }),
  ]);
  const kinds = ({ text: markup }: Page) =>
    [...markup.matchAll(/name="kind" value="(\w+)"( checked)?/g)].map(([, kind, on]) => `${kind}${on ?? ''}`);
  try {
    assert.deepEqual(kinds(form), ['confidential checked', 'public']);
    const offered = async (at: Site) => kinds(await (await signedIn(at)).get('/account/clients/new'));
    assert.deepEqual(await offered(publicFirst), ['confidential', 'public checked']);
    assert.deepEqual(await offered(noneTaken), ['public checked']);
  } finally {
    await Promise.all([publicFirst.close(), noneTaken.close()]);
  }
});

test('a sandbox client is told the address of the sandbox', async () => {
  const page = await ada.follow(await create({ mode: 'sandbox' }));
  const address = `<dt>API</dt><dd><code>${site.api.address.apiIn('sandbox')}<`;
  assert.match(site.api.address.apiIn('sandbox'), /\/\/sandbox\./);
  assert.ok(page.text.includes(address));
  assert.ok((await ada.get(`/account/clients/${text(page, 'client_id')}`)).text.includes(address));
});
