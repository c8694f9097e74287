import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { authorizePath, CALLBACK, openSite, type Site } from '../pages/site.ts';
import { codeIn, consentFields, PASSWORD, type Page, type Visitor } from '../pages/visitor.ts';

/* One browser, several tabs: signing in in one of them costs the others nothing. */

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const credentials = (page: Page, email = 'ada@harbour.example', password = PASSWORD) => ({
  form: page.field('form'),
  return_to: page.field('return_to'),
  email,
  password,
});

const allow = async (browser: Visitor, path: string, page: Page) =>
  browser.post(path, { ...consentFields(page), decision: 'allow' });

test('two links are open: after signing in on the first, the second goes on, and so does the first', async () => {
  const browser = site.browser();
  const paths = [authorizePath({ state: 'one' }), authorizePath({ state: 'two' })] as const;
  const first = await browser.get(paths[0]);
  const second = await browser.get(paths[1]);
  assert.equal((await browser.post('/sign-in', credentials(first))).location, paths[0]);
  const asked = await browser.get(paths[0]);
  const answer = await browser.post('/sign-in', credentials(second, ' Ada@Harbour.Example'));
  assert.deepEqual([answer.status, answer.location], [303, paths[1]]);
  const askedToo = await browser.get(paths[1]);
  for (const [path, page] of [
    [paths[0], asked],
    [paths[1], askedToo],
  ] as const) {
    assert.ok(codeIn(await allow(browser, path, page)), path);
  }
});

test('another user’s address in the second tab does not continue as the first', async () => {
  const browser = site.browser();
  const first = await browser.get(authorizePath());
  const second = await browser.get(authorizePath());
  await browser.post('/sign-in', credentials(first));
  const answer = await browser.post('/sign-in', credentials(second, 'max@harbour.example'));
  assert.equal(answer.status, 403);
  const after = await browser.post('/sign-in', credentials(answer, 'max@harbour.example'));
  assert.equal(after.status, 303);
  assert.match((await browser.get('/account')).text, /max<wbr>@harbour\.example/);
});

test('another site cannot use it', async () => {
  const browser = site.browser();
  await browser.signIn('ada@harbour.example');
  const fields = { form: 'x', return_to: '/account', email: 'ada@harbour.example', password: 'x' };
  const answer = await browser.post('/sign-in', fields, { 'sec-fetch-site': 'cross-site' });
  assert.equal(answer.status, 403);
});

test('a password that is asked for once more leaves the other tab’s form good; signing out does not', async () => {
  const browser = site.browser();
  await browser.signIn('ada@harbour.example');
  const path = authorizePath({ prompt: 'consent' });
  const asked = await browser.get(path);
  site.clock.turn(1_000);
  const again = await browser.get(authorizePath({ prompt: 'login' }));
  const cookie = browser.cookies.get('latchkey-session');
  assert.equal((await browser.post('/sign-in', credentials(again))).status, 303);
  assert.notEqual(browser.cookies.get('latchkey-session'), cookie);
  assert.ok(codeIn(await allow(browser, path, asked)));

  const open = await browser.get(path);
  await browser.post('/sign-out', { csrf: open.field('csrf') });
  await browser.signIn('ada@harbour.example');
  const late = await allow(browser, path, open);
  assert.equal(codeIn(late), null);
  assert.match((await browser.follow(late)).text, /nothing has happened yet/);
});

for (const [what, state] of [
  ['3,072 characters', 's'.repeat(3_072)],
  ['8,192 characters', 'y'.repeat(8_192)],
  ['bytes of all kinds', 'a b+c%/?&=#"<\u00fc\u{1f511}'.repeat(100)],
] as const) {
  test(`a state of ${what} survives sign-in and consent, byte for byte`, async () => {
    for (const extra of [{}, { prompt: 'login' }]) {
      const browser = site.browser();
      const path = authorizePath({ state, ...extra });
      const landing = await browser.get(path);
      site.clock.turn(1);
      const back = await browser.post('/sign-in', credentials(landing));
      assert.equal(back.location?.startsWith(path), true);
      const address = back.location ?? '';
      const answer = await allow(browser, address, await browser.get(address));
      assert.ok(answer.location?.startsWith(CALLBACK), answer.text);
      assert.equal(new URL(answer.location ?? '').searchParams.get('state'), state);
    }
  });
}

test('a link that is too long to come back is refused before anybody signs in, also when it was posted', async () => {
  const tooLong = authorizePath({ x: 'x'.repeat(12_288) });
  const page = await site.browser().get(tooLong);
  assert.equal(page.status, 400);
  assert.match(page.text, /longer than 12288 characters/);
  const fields = Object.fromEntries(new URLSearchParams(tooLong.split('?')[1]));
  const posted = await site.browser().post('/oauth/authorize', fields);
  assert.deepEqual([posted.status, /longer than 12288/.test(posted.text)], [400, true]);
});
