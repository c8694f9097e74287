import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HOUR, MINUTE } from '../../src/lib/clock.ts';
import { PostedForm } from '../../src/pages/posted-form.ts';
import { formsOf } from './forms-of.ts';
import { authorizePath, openSite, type Site } from './site.ts';
import { codeIn, consentFields, PASSWORD, type Page, signedIn, type Visitor } from './visitor.ts';

/* How long, how much and for whom a form is kept whose session ended; that each is kept stands in every-form.test.ts. */

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const PATH = '/account/tokens';
const FIELDS = {
  name: 'Nightly <export>',
  scope: 'write',
  days: '90',
  addresses: '203.0.113.9',
  mode: 'sandbox',
};

/** Fills in the form for a token, and posts it when the session is over. */
async function tooLate(fields: Record<string, string> = FIELDS, headers = {}): Promise<[Visitor, Page]> {
  const ada = await signedIn(site);
  const form = await ada.get(`${PATH}/new`);
  site.clock.turn(12 * HOUR);
  return [ada, await ada.post(PATH, { ...own(form), ...fields }, headers)];
}

const own = (form: Page) => ({
  csrf: form.field('csrf'),
  tenant: form.field('tenant'),
  at: form.field('at'),
});

const credentials = (page: Page, password = PASSWORD) => ({
  form: page.field('form'),
  return_to: page.field('return_to'),
  kept: page.field('kept'),
  email: 'ada@harbour.example',
  password,
});

test('a form is there again after signing in, wrong passwords or not, once, and posts', async () => {
  const [ada, page] = await tooLate();
  const wrong = await ada.post('/sign-in', credentials(page, 'wrong'));
  assert.equal(wrong.status, 403);
  const back = await ada.post('/sign-in', credentials(wrong));
  const again = await ada.follow(back);
  for (const shown of [
    'Nightly &lt;export&gt;',
    '203.0.113.9',
    'value="write" checked',
    'value="sandbox" checked',
  ]) {
    assert.ok(again.text.includes(shown), shown);
  }
  assert.doesNotMatch((await ada.follow(back)).text, /203\.0\.113\.9|You had to sign in again/, 'once');
  assert.equal((await ada.post(PATH, { ...own(again), ...FIELDS })).status, 303);
});

test('a form is kept for half an hour, and no other person is given it', async () => {
  const [ada, page] = await tooLate();
  const max = site.browser();
  const form = (await max.get('/sign-in')).field('form');
  const stolen = await max.post('/sign-in', { ...credentials(page), form, email: 'max@harbour.example' });
  assert.equal(stolen.status, 303);
  assert.doesNotMatch((await max.follow(stolen)).text, /203\.0\.113\.9|You had to sign in again/);

  site.clock.turn(30 * MINUTE);
  const late = await ada.follow(await ada.post('/sign-in', credentials(page)));
  assert.doesNotMatch(late.text, /203\.0\.113\.9/);
});

test('of two tabs whose session ended, each has its form again', async () => {
  const ada = await signedIn(site);
  const form = await ada.get(`${PATH}/new`);
  site.clock.turn(12 * HOUR);
  const first = await ada.post(PATH, { ...own(form), ...FIELDS });
  const second = await ada.post(PATH, { ...own(form), ...FIELDS, name: 'Weekly' });
  assert.match((await ada.follow(await ada.post('/sign-in', credentials(first)))).text, /Nightly/);
  assert.match((await ada.follow(await ada.post('/sign-in', credentials(second)))).text, /Weekly/);
});

test('a form of another site, of no user, or too long is not kept, which is said', async () => {
  const [, foreign] = await tooLate(FIELDS, { 'sec-fetch-site': 'cross-site' });
  assert.deepEqual([foreign.status, foreign.text], [303, '']);
  for (const fields of [
    { ...FIELDS, csrf: 'x' },
    { ...FIELDS, addresses: 'x'.repeat(320 * 1024) },
  ]) {
    const [ada, page] = await tooLate(fields);
    assert.match(page.text, /Your entries could not be kept/);
    assert.doesNotMatch(page.text, /name="kept"/);
    const back = await ada.post('/sign-in', { ...credentials({ ...page, field: fieldOr(page) }) });
    assert.equal(back.location, `${PATH}/new`);
  }
});

test('five thousand boxes with a UUID each are kept', async () => {
  const ada = await signedIn(site);
  const form = await ada.get(`${PATH}/new`);
  site.clock.turn(12 * HOUR);
  const boxes = Array.from({ length: 5_000 }, (): [string, string] => [
    'scope',
    `project:${crypto.randomUUID()}`,
  ]);
  const page = await ada.post(PATH, [
    ...Object.entries(own(form)),
    ['name', 'Many'],
    ['scope', 'write'],
    ...boxes,
  ]);
  const again = await ada.follow(await ada.post('/sign-in', credentials(page)));
  assert.match(again.text, /value="Many"/);
  assert.match(again.text, /value="write" checked/);
});

test('no password is kept, nor what ties a form to a session', () => {
  const form = PostedForm.kept('csrf=a&current=b&next=c&password=d&name=e');
  assert.equal(form.entered(), 'name=e');
});

test('a refused form is shown as it was entered, boxes and all', async () => {
  const ada = await signedIn(site);
  const page = await ada.get(`${PATH}/new`);
  const refused = await ada.post(PATH, { ...own(page), ...FIELDS, addresses: 'not an address', days: '90' });
  assert.equal(refused.status, 400);
  assert.equal(
    new URL(refused.text.match(/name="at" value="([^"]*)"/)?.[1] ?? '', site.origin).pathname,
    `${PATH}/new`,
  );
  const [, form] = formsOf(refused);
  const values = form?.controls.filter(({ type, checked }) => checked || !/checkbox|radio/.test(type));
  assert.deepEqual(
    values?.map(({ value }) => value),
    ['Nightly <export>', '90', 'sandbox', 'write', 'not an address'],
  );
});

test('a decision about a client is not made by signing in, not even where nothing is left to ask', async () => {
  const ada = await signedIn(site);
  const path = authorizePath({ client_id: 'server', scope: 'read' });
  const asked = await ada.get(path);
  site.clock.turn(12 * HOUR);
  const late = await ada.post(path, { ...consentFields(asked), decision: 'deny' });
  // Meanwhile the same person allows it in another browser, so that the next request would be answered at once.
  const elsewhere = await signedIn(site);
  const shown = await elsewhere.get(path);
  assert.ok(codeIn(await elsewhere.post(path, { ...consentFields(shown), decision: 'allow' })));
  const back = await ada.follow(await ada.post('/sign-in', credentials(late)));
  assert.equal(back.status, 200);
  assert.match(back.text, /You had to sign in again, so nothing has happened yet/);
});

test('boxes ticked for one client are not ticked for another whose link comes first', async () => {
  const ada = await signedIn(site);
  const path = authorizePath({ scope: 'read projects' });
  const asked = await ada.get(path);
  site.clock.turn(12 * HOUR);
  const late = await ada.post(path, { ...consentFields(asked), resource: 'account:2', decision: 'allow' });
  const back = await ada.post('/sign-in', credentials(late));
  assert.match(back.location ?? '', /&latchkey_kept=1$/);
  const other = await ada.get(
    `${authorizePath({ client_id: 'app', scope: 'read projects' })}&latchkey_kept=1`,
  );
  assert.equal(other.status, 200);
  assert.doesNotMatch(other.text, / checked|You had to sign in again/);
});

for (const prompt of ['consent', 'login']) {
  test(`an authorization request with prompt=${prompt} goes on as it was sent, however often its form comes back`, async () => {
    const ada = site.browser();
    const signIn = async (page: Page) => {
      site.clock.turn(1_000);
      return ada.follow(await ada.post('/sign-in', credentials({ ...page, field: fieldOr(page) })));
    };
    const decide = (page: Page) => {
      const [form] = formsOf(page).filter(({ action }) => action.startsWith('/oauth/authorize'));
      const fields = { ...consentFields(page), resource: 'account:2', decision: 'allow' };
      return ada.post(form?.action ?? '', fields);
    };
    let page = await signIn(await ada.get(authorizePath({ scope: 'read projects', prompt })));
    for (let round = 0; round < 2; round++) {
      site.clock.turn(12 * HOUR);
      page = await signIn(await decide(page));
      assert.match(page.text, /value="account:2" checked/);
    }
    const [form] = formsOf(page).filter(({ action }) => action.startsWith('/oauth/authorize'));
    assert.equal(form?.action.split('latchkey_kept').length, 2);
    assert.ok(codeIn(await decide(page)));
  });
}

test('one form waits for each session, and no more', async () => {
  const before = await signedIn(site);
  const [token, people] = [await before.get(`${PATH}/new`), await before.get('/account/people/roles/new')];
  const ada = await signedIn(site);
  const first = await ada.post(PATH, { ...own(token), name: 'zeppelin' });
  const second = await ada.post('/account/people/roles', {
    ...own(people),
    action: 'save',
    name: 'zeppelin',
  });
  assert.match((await ada.follow(second)).text, /value="zeppelin"/);
  const shown = await ada.follow(first);
  assert.deepEqual([shown.status, shown.text.includes('zeppelin')], [200, false]);
});

/** The fields of a page on which nothing may be kept. */
function fieldOr(page: Page): Page['field'] {
  return (name) => (page.text.includes(`name="${name}"`) ? page.field(name) : '');
}
