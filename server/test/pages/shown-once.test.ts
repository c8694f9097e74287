import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { TenantId, UserId } from '../../src/model/index.ts';
import { openBrowser } from '../browser.ts';
import { openSite, type Site } from './site.ts';
import { PASSWORD, type Page, signedIn, type Visitor } from './visitor.ts';

/*
 * A new secret waits, sealed, for the page after the post: a reload does not make another, and only the
 * session that made it can see it, once.
 */

let site: Site;
let ada: Visitor;
before(async () => {
  site = await openSite();
  ada = await signedIn(site);
});
after(() => site.close());

type Fields = Record<string, string>;
const TOKEN: Fields = { name: 'Export', scope: 'read', days: '30', mode: 'live' };
const CLIENT: Fields = {
  name: 'App',
  kind: 'confidential',
  redirect_uris: 'https://my.app/cb',
  scope: 'read',
  grant_type: 'authorization_code',
  mode: 'live',
};

async function post(who: Visitor, path: string, fields: Fields): Promise<Page> {
  const page = await who.get('/account/tokens/new');
  return who.post(path, { csrf: page.field('csrf'), tenant: page.field('tenant'), ...fields });
}

const secretIn = ({ text }: Page) =>
  /<code class="secret" id="(?:token|client_secret|password)"[^>]*>([^<]+)</.exec(text)?.[1] ?? null;

const MADE: [what: string, path: string, fields: Fields][] = [
  ['a token', '/account/tokens', TOKEN],
  ['a client', '/account/clients', CLIENT],
  ['a member’s password', '/account/people/vera', { action: 'password' }],
];

for (const [what, path, fields] of MADE) {
  test(`${what} is shown once, to the session that made it`, async () => {
    const made = await post(ada, path, fields);
    assert.deepEqual([made.status, made.text, made.headers['set-cookie']], [303, '', undefined]);
    const other = await signedIn(site, 'ada');
    assert.deepEqual(
      [secretIn(await other.follow(made)), (await other.follow(made)).status],
      [null, 410],
      'another browser of the same person',
    );
    const first = await ada.follow(made);
    const secret = secretIn(first);
    assert.ok(secret !== null && secret.length >= 20, first.text);
    assert.ok(!(made.location ?? '').includes(secret) && !JSON.stringify([...ada.cookies]).includes(secret));
    const second = await ada.follow(made);
    assert.deepEqual([second.status, secretIn(second)], [410, null]);
    assert.match(second.text, /shown already/);
  });

  test(`${what} waits for a minute and no longer`, async () => {
    const early = await post(ada, path, fields);
    site.clock.turn(59_999);
    assert.ok(secretIn(await ada.follow(early)));
    const late = await post(ada, path, fields);
    site.clock.turn(60_000);
    const answer = await ada.follow(late);
    assert.deepEqual([answer.status, secretIn(answer)], [410, null]);
  });
}

test('the waiting secret is sealed in the database, and leaves it as soon as it has expired', async () => {
  const session = 'a session';
  const at = site.clock.now();
  await site.api.store.setAside({ key: session, sealed: 'v1.x.y', createdAt: at, expiresAt: at + 1 });
  assert.equal(await site.api.store.dropAsides(at), 0);
  assert.equal(await site.api.store.dropAsides(at + 1), 1);
  assert.equal(await site.api.store.takeAside(session, at), null);

  const made = await post(ada, '/account/tokens', TOKEN);
  const path = made.location ?? '';
  const session2 = await site.api.store.sessionsOf(UserId('ada'), site.clock.now());
  const rows = await Promise.all(
    session2.map(({ hash }) => site.api.store.takeAside(`${hash} ${path}`, site.clock.now())),
  );
  const sealed = rows.filter((row) => row !== null);
  assert.equal(sealed.length, 1);
  assert.match(sealed[0] ?? '', /^v1\.[A-Za-z0-9_-]{11}\.[A-Za-z0-9_-]+$/);
});

test('one that was sealed for another page or session opens nothing', async () => {
  const [mine, others] = await Promise.all([
    post(ada, '/account/tokens', TOKEN),
    post(ada, '/account/tokens', { ...TOKEN, name: 'Other' }),
  ]);
  const { store } = site.api;
  const now = site.clock.now();
  for (const { hash } of await store.sessionsOf(UserId('ada'), now)) {
    const sealed = await store.takeAside(`${hash} ${others.location}`, now);
    if (sealed === null) continue;
    const key = `${hash} ${mine.location}`;
    await store.setAside({ key, sealed, createdAt: now, expiresAt: now + 60_000 });
  }
  assert.equal((await ada.follow(mine)).status, 410);
});

test('in a browser: reloading makes no other token, and the button copies it; without scripts it is all there', async () => {
  const browser = await openBrowser();
  try {
    const open = async (javaScriptEnabled: boolean) => {
      const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
      return { context, tab: await create(context) };
    };
    const create = async (context: BrowserContext) => {
      const tab = await context.newPage();
      await tab.goto(`${site.origin}/account/tokens/new`);
      await tab.getByLabel('Email address').fill('max@harbour.example');
      await tab.getByLabel('Password').fill(PASSWORD);
      await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
      await tab.getByLabel('Name').fill('By hand');
      await tab.getByText(/^All \d+ scopes$/).click();
      await tab.getByLabel('See cases, quotes and contacts').check();
      await tab.getByRole('button', { name: 'Create token' }).click();
      return tab;
    };
    const { context, tab } = await open(true);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const token = await tab.locator('#token').textContent();
    assert.match(token ?? '', /^pat_/);
    await tab.getByRole('button', { name: 'Copy: By hand' }).click();
    await tab.getByText('Copied.').waitFor();
    assert.equal(await tab.evaluate('navigator.clipboard.readText()'), token);
    assert.equal(await tab.evaluate('document.documentElement.scrollWidth'), 360);

    const count = async () =>
      (await site.api.store.personalTokensOf(UserId('max'), TenantId('org_harbour'))).length;
    const before = await count();
    await tab.reload();
    await tab.getByText('This was shown already').waitFor();
    assert.equal(await count(), before);

    const plain = await open(false);
    assert.match((await plain.tab.locator('#token').textContent()) ?? '', /^pat_/);
    assert.equal(await plain.tab.getByRole('button', { name: 'Copy' }).count(), 0);
  } finally {
    await browser.close();
  }
});

test('scripts run on the pages that show a secret, from our own files, and nowhere else', async () => {
  const shown = await ada.follow(await post(ada, '/account/tokens', TOKEN));
  const policy = String(shown.headers['content-security-policy']);
  assert.match(policy, /(^|; )script-src 'self'(;|$)/);
  assert.ok(!policy.includes('unsafe'));
  const scripts = [...shown.text.matchAll(/<script([^>]*)>([^<]*)</g)];
  assert.deepEqual(
    scripts.map(([, attributes = '', body]) => [
      /^ src="\/assets\/copy\.[0-9a-zA-Z_-]{12}\.js" defer$/.test(attributes),
      body,
    ]),
    [[true, '']],
  );
  const file = await site.browser().get(/src="([^"]+)"/.exec(shown.text)?.[1] ?? '');
  assert.deepEqual([file.status, file.headers['content-type']], [200, 'text/javascript; charset=utf-8']);
  assert.match(String(file.headers['cache-control']), /immutable/);
  for (const path of ['/account', '/account/tokens', '/account/clients/new', '/sign-out']) {
    const page = await ada.get(path);
    assert.doesNotMatch(String(page.headers['content-security-policy']), /script-src/, path);
    assert.doesNotMatch(page.text, /<script/, path);
  }
});
