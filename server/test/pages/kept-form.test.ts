import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HOUR, MINUTE } from '../../src/lib/clock.ts';
import { openSite, type Site } from './site.ts';
import { PASSWORD, type Page, signedIn, type Visitor } from './visitor.ts';

/* A form that was filled in while the session ended is there again after signing in, as it was filled in. */

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const FORMS: Record<string, Record<string, string>> = {
  '/account/tokens': {
    name: 'Nightly <export>',
    scope: 'write',
    days: '90',
    addresses: '203.0.113.9',
    mode: 'sandbox',
  },
  '/account/clients': {
    name: 'My app',
    kind: 'public',
    redirect_uris: 'https://my.app/cb',
    scope: 'write',
    grant_type: 'authorization_code',
    mode: 'sandbox',
  },
};

/** Fills in a form, and posts it when the session is over. */
async function tooLate(path: string, fields: Record<string, string>, headers = {}): Promise<[Visitor, Page]> {
  const ada = await signedIn(site);
  const form = await ada.get(`${path}/new`);
  site.clock.turn(12 * HOUR);
  const own = { csrf: form.field('csrf'), tenant: form.field('tenant') };
  return [ada, await ada.post(path, { ...own, ...fields }, headers)];
}

const credentials = (page: Page, password = PASSWORD) => ({
  form: page.field('form'),
  return_to: page.field('return_to'),
  kept: page.field('kept'),
  email: 'ada@harbour.example',
  password,
});

for (const [path, fields] of Object.entries(FORMS)) {
  test(`${path}: the form is there again after signing in, once, and posts`, async () => {
    const [ada, page] = await tooLate(path, fields);
    assert.equal(page.status, 200);
    assert.match(page.text, /Your session has ended, and nothing has changed yet/);
    assert.ok(
      !page.text.includes(fields.name ?? '') && !page.text.includes(String(fields.redirect_uris)),
      'sealed',
    );
    const wrong = await ada.post('/sign-in', credentials(page, 'wrong'));
    const back = await ada.post('/sign-in', credentials(wrong));
    assert.equal(back.status, 303);
    const again = await ada.follow(back);
    for (const value of Object.values(fields)) {
      assert.ok(again.text.includes(value.replace('<', '&lt;').replace('>', '&gt;')), value);
    }
    assert.match(again.text, /value="write" checked/);
    assert.match(again.text, /value="sandbox" checked/);
    assert.doesNotMatch((await ada.follow(back)).text, /value="write" checked/, 'once');
    const own = { csrf: again.field('csrf'), tenant: again.field('tenant') };
    assert.equal((await ada.post(path, { ...own, ...fields })).status, 303);
  });
}

test('a kept form is good for the browser that it was given to, and for half an hour', async () => {
  const [path, fields] = ['/account/tokens', FORMS['/account/tokens'] ?? {}];
  const [, page] = await tooLate(path, fields);
  const other = site.browser();
  const form = (await other.get('/sign-in')).field('form');
  const stolen = await other.post('/sign-in', { ...credentials(page), form });
  assert.equal(stolen.status, 303);
  assert.doesNotMatch((await other.follow(stolen)).text, /203\.0\.113\.9/);

  const [late, shown] = await tooLate(path, fields);
  site.clock.turn(30 * MINUTE);
  assert.doesNotMatch(
    (await late.follow(await late.post('/sign-in', credentials(shown)))).text,
    /203\.0\.113\.9/,
  );
});

test('nothing is kept of another site’s form, of one that is too long, or of a password', async () => {
  const [path, fields] = ['/account/tokens', FORMS['/account/tokens'] ?? {}];
  const [, foreign] = await tooLate(path, fields, { 'sec-fetch-site': 'cross-site' });
  assert.deepEqual([foreign.status, foreign.text], [303, '']);
  const [, long] = await tooLate(path, { ...fields, addresses: 'x'.repeat(33_000) });
  assert.doesNotMatch(long.text, /name="kept"/);
  const ada = await signedIn(site);
  const csrf = (await ada.get('/account/you')).field('csrf');
  site.clock.turn(12 * HOUR);
  const change = {
    csrf,
    tenant: 'org_harbour',
    action: 'password',
    current: PASSWORD,
    next: 'another password',
  };
  const answer = await ada.post('/account/you', change);
  assert.deepEqual([answer.status, answer.text], [303, '']);
});
