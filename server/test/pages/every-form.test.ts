import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { UserId } from '../../src/model/index.ts';
import { oauthRoutes } from '../../src/oauth/routes.ts';
import { pageRoutes } from '../../src/pages/routes.ts';

import { ask, openTelevisionSite } from '../oauth/device/television.ts';
import { passkey } from '../store/cases/factors.ts';
import { type Form, formsOf, linksOf, sameIn, sent } from './forms-of.ts';
import { furnish } from './furnish.ts';
import { authorizePath, type Site } from './site.ts';
import { PASSWORD, type Page, signedIn, type Visitor } from './visitor.ts';

/*
 * Every form of every page that a signed-in user can reach, found by following links. A rule for each of them
 * also applies to one that is added later, or the lists below report it.
 */

/** Posts that are not forms of a signed-in user: of programs, and signing in and out. */
const OTHERS = [
  '/mails/unsubscribe/:whose',
  '/language',
  '/sign-in',
  ...['/sign-in/address/:secret', '/sign-in/address/undo/:secret'],
  '/sign-in/invitation/:secret',
  '/sign-in/passkey',
  '/sign-in/reset',
  '/sign-in/reset/:secret',
  '/sign-in/second-step',
  '/sign-in/set-up',
  '/sign-in/through',
  '/sign-out',
  '/oauth/device',
  '/oauth/introspect',
  '/oauth/par',
  '/oauth/register',
  '/oauth/revoke',
  '/oauth/token',
];

/** On every page, and about none of them. */
const BESIDE = new Set(['/sign-out', '/language']);

/** Where each is posted, and its action. An action that cannot be taken back is `asked` about on a page of its own. */
const FORMS: Record<string, 'asked' | 'at once'> = {
  '/account/clients': 'at once',
  '/account/clients/:id delete': 'asked',
  '/account/clients/:id rotate': 'asked',
  '/account/clients/:id update': 'at once',
  '/account/clients/:id/connections/:inner end': 'asked',
  '/account/clients/:id/webhooks': 'at once',
  '/account/clients/:id/webhooks/:inner remove': 'asked',
  '/account/clients/:id/webhooks/:inner replay': 'at once',
  '/account/clients/:id/webhooks/:inner resend': 'at once',
  '/account/clients/:id/webhooks/:inner rotate': 'asked',
  '/account/clients/:id/webhooks/:inner test': 'at once',
  '/account/connections/:id dismiss': 'at once',
  '/account/connections/:id limit': 'at once',
  '/account/connections/:id release': 'at once',
  '/account/connections/:id resume': 'at once',
  '/account/connections/:id revoke': 'asked',
  '/account/connections/:id shrink': 'at once',
  '/account/connections/:id suspend': 'at once',
  '/account/connections/:id withdraw': 'asked',
  '/account/people': 'at once',
  '/account/people/:id password': 'asked',
  '/account/people/:id remove': 'asked',
  '/account/people/:id sign-out': 'asked',
  '/account/people/invitations again': 'at once',
  '/account/people/invitations invite': 'at once',
  '/account/people/invitations withdraw': 'at once',
  '/account/people/roles remove': 'asked',
  '/account/people/roles save': 'at once',
  '/account/tokens': 'at once',
  '/account/tokens/:id revoke': 'asked',
  '/account/you end-session': 'at once',
  '/account/you address': 'at once',
  '/account/you mails': 'at once',
  '/account/you password': 'at once',
  '/account/you/passkeys': 'at once',
  '/account/you/passkeys/:id remove': 'asked',
  '/account/you recovery-codes': 'asked',
  '/account/you second-step-off': 'asked',
  '/account/you sign-out': 'asked',
  '/account/you speaking': 'at once',
  '/account/you/authenticator': 'at once',
  '/device': 'at once',
  '/device found': 'at once',
  '/oauth/authorize': 'at once',
};

const TYPED = '<zeppelin>';
const SECRET = 'a password of Ada’s';

interface Found {
  form: Form;
  /** The page that it stands on, to get again. */
  open: () => Promise<Page>;
  asked: boolean;
}

let site: Site;
let ada: Visitor;
let routes: string[];
const found = new Map<string, Found>();

before(async () => {
  site = await openTelevisionSite();
  routes = [...pageRoutes(site.api, []), ...oauthRoutes(site.api)]
    .filter(({ method }) => method === 'POST')
    .map(({ path }) => path);
  await furnish(site);
  ada = await signedIn(site);
  const seen = new Set<string>();
  const visit = async (open: () => Promise<Page>): Promise<void> => {
    const page = await open();
    if (page.status !== 200) return;
    const posts = formsOf(page).filter(({ method, action }) => method === 'post' && !BESIDE.has(action));
    for (const form of posts) {
      const key = keyOf(form);
      const asked =
        posts.length === 1 && form.controls.length === 0 && /danger/.test(form.buttons[0]?.look ?? '');
      if (!found.has(key)) found.set(key, { form, open, asked });
    }
    const asks = formsOf(page).filter(({ method }) => method === 'get');
    const next = [
      ...linksOf(page),
      ...asks.map((form) => `${form.action}?${new URLSearchParams(sent(form))}`),
    ];
    for (const path of next) {
      const [plain = ''] = path.split('?');
      if (seen.has(plain) || !plain.startsWith('/account')) continue;
      seen.add(plain);
      await visit(() => ada.get(path));
    }
  };
  await visit(() => ada.get('/account'));
  // The second step has forms of its own while it is on, and would be asked for at each sign-in below.
  await site.api.store.turnOnAuthenticator({
    authenticator: { userId: UserId('ada'), sealed: '', createdAt: site.clock.now(), lastUsedAt: null },
    codes: [],
    audit: [],
  });
  const { store, clock } = site.api;
  const lent = passkey({ userId: UserId('ada'), createdAt: clock.now() });
  await store.addPasskey(lent, 1, []);
  seen.clear();
  await visit(() => ada.get('/account/you'));
  await site.api.store.endSecondStep({ userId: UserId('ada'), audit: [] });
  await visit(() => ada.get(authorizePath({ scope: 'read projects', prompt: 'consent' })));
  await visit(() => ada.get('/device'));
  const { user } = await ask(site, { scope: 'read projects' });
  await visit(async () => {
    const csrf = (await ada.get('/device')).field('csrf');
    return ada.post('/device', { csrf, user_code: user });
  });
});
after(() => site.close());

/** Which form it is: its route, and the field that says what it does there. */
function keyOf({ action, hidden }: Form): string {
  const [path = ''] = action.split('?');
  const route =
    routes.find((each) => each === path) ??
    routes.find((each) => new RegExp(`^${each.replace(/:\w+/g, '[^/]+')}$`).test(path)) ??
    path;
  const does =
    hidden.find(([name]) => name === 'action')?.[1] ?? hidden.find(([name]) => name === 'found')?.[0];
  return does === undefined ? route : `${route} ${does}`;
}

/** Fills the form in with other values than the page has, wherever that is possible. */
function fillIn(form: Form): Form {
  const controls = form.controls.map((control) => {
    switch (control.type) {
      case 'checkbox':
        return { ...control, checked: !control.checked };
      case 'radio': {
        const others = form.controls.filter(({ name }) => name === control.name);
        return { ...control, checked: others.at(-1) === control };
      }
      case 'select':
        return { ...control, value: control.options.at(-1) ?? '' };
      case 'password':
        return { ...control, value: SECRET };
      default:
        return { ...control, value: `${control.value}${TYPED}` };
    }
  });
  return { ...form, controls };
}

/** Returns the values that the user sees in it; a password is not shown again. */
function seenIn(form: Form): unknown[] {
  return form.controls.map(({ name, type, value, checked }) => [
    name,
    type === 'password' ? '' : value,
    checked,
  ]);
}

const rows = async () =>
  (await site.api.store.auditTrail({ limit: 1_000 })).filter(({ kind }) => !kind.startsWith('session.'))
    .length;

test('every post of a signed-in page has its form on a page that can be reached', () => {
  const covered = new Set([...found.keys()].map((key) => key.split(' ')[0]));
  assert.deepEqual(
    [...new Set(routes)].filter((path) => !covered.has(path) && !OTHERS.includes(path)),
    [],
  );
});

test('an action that cannot be taken back is asked about on a page of its own', () => {
  const actual = [...found].map(([key, { asked }]) => [key, asked ? 'asked' : 'at once']);
  assert.deepEqual(Object.fromEntries(actual.sort()), FORMS);
});

for (const key of Object.keys(FORMS)) {
  test(`${key}: a form whose session ended is there again as it was filled in, and nothing was done`, async () => {
    const { open } = found.get(key) ?? assert.fail();
    const form = formsOf(await open()).find((each) => keyOf(each) === key) ?? assert.fail();
    const filled = fillIn(form);
    const before = await rows();
    // A browser drops the cookie when the session has lasted its time.
    ada.cookies.delete('latchkey-session');
    const asked = await ada.post(filled.action, sent(filled));
    assert.equal(asked.status, 200);
    assert.match(asked.text, /Your session has ended, and nothing has changed yet/);
    assert.ok(!asked.text.includes('zeppelin') && !asked.text.includes(SECRET), 'sealed');
    const back = await ada.post('/sign-in', credentials(asked));
    assert.doesNotMatch(back.location ?? '', /zeppelin/, 'not in the address');
    const again = await ada.follow(back);
    assert.equal(again.status, 200);
    assert.match(again.text, /You had to sign in again, so nothing has happened yet/);
    assert.deepEqual(seenIn(sameIn(again, form) ?? assert.fail(again.text)), seenIn(filled));
    assert.ok(!again.text.includes(SECRET));

    // And where the person has signed in again in another tab.
    const stale = await ada.post(filled.action, sent(filled));
    assert.equal(stale.status, 303);
    const third = await ada.follow(stale);
    assert.deepEqual(seenIn(sameIn(third, form) ?? assert.fail(third.text)), seenIn(filled));
    assert.equal(await rows(), before, 'nothing was done');

    // Another person inherits nothing, neither after signing in nor while they are.
    const max = site.browser();
    const theirs = await max.post(filled.action, sent(filled));
    const other = await max.post('/sign-in', credentials(theirs, 'max@harbour.example'));
    assert.doesNotMatch((await max.follow(other)).text, /zeppelin|You had to sign in again/);
    assert.equal((await max.post(filled.action, sent(filled))).status, 403);
    assert.equal(await rows(), before, 'nothing was done');
  });
}

/** Its only fault is in what the authenticator said. */
const BY_SCRIPT = '/account/you/passkeys';

test('what is wrong in a form is said beside the field, which gets the focus, and the rest stays', async () => {
  ada = await signedIn(site);
  const refused: string[] = [];
  for (const key of Object.keys(FORMS)) {
    const { open } = found.get(key) ?? assert.fail();
    const form = formsOf(await open()).find((each) => keyOf(each) === key) ?? assert.fail();
    const isTyped = form.controls.some(({ type }) => !/checkbox|radio|select/.test(type));
    if (!isTyped || key === BY_SCRIPT) continue;
    const filled = fillIn(form);
    const { status, text } = await ada.post(filled.action, sent(filled));
    assert.ok(status >= 400 && status < 500, `${key}: ${status}`);
    assert.match(text, /<(input|textarea|select|fieldset)[^>]* aria-describedby="[^"]*-problem"/, key);
    assert.match(text, /<(input|textarea|select|fieldset)[^>]* autofocus/, key);
    const again = sameIn({ text }, form) ?? assert.fail(key);
    assert.deepEqual(seenIn(again), seenIn(filled), key);
    assert.ok(!text.includes(SECRET), key);
    refused.push(key);
  }
  assert.ok(refused.length > 10, refused.join(', '));
});

function credentials(page: Page, email = 'ada@harbour.example') {
  return {
    form: page.field('form'),
    return_to: page.field('return_to'),
    kept: page.field('kept'),
    email,
    password: PASSWORD,
  };
}
