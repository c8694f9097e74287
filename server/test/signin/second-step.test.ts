import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MINUTE } from '../../src/lib/clock.ts';
import { UserId } from '../../src/model/index.ts';
import { CODE_LIMITS } from '../../src/signin/factors/code-throttle.ts';
import { openSite, type Site } from '../pages/site.ts';
import { PASSWORD, type Page, signedIn, submit, type Visitor } from '../pages/visitor.ts';
import { appOf, codesOn } from './app.ts';

const ADA = 'ada@harbour.example';
const STEP = 30_000;

let site: Site;
let adas: Visitor;
let codesOfAda: string[];
before(async () => {
  site = await openSite();
});
after(() => site.close());

/** Turns the second step on by the account page. Returns the app and the recovery codes. */
async function turnOn(who: string) {
  const browser = await signedIn(site, who);
  const page = await browser.get('/account/you/authenticator');
  const app = appOf(page);
  const fields: [string, string][] = [
    ['offer', page.field('offer')],
    ['code', app(site.clock.now())],
  ];
  const shown = await browser.follow(await submit(browser, page, '/account/you/authenticator', fields));
  const codes = codesOn(shown);
  assert.equal(codes.length, 10, shown.text);
  return { browser, app, codes };
}

/** The hidden fields of the page that asks for the second step. */
const step = (page: Page): Record<string, string> => ({
  form: page.field('form'),
  first: page.field('first'),
  return_to: page.field('return_to'),
});
const enter = (browser: Visitor, page: Page, code: string) =>
  browser.post('/sign-in/second-step', { ...step(page), code });
const rows = async (kind: 'session.refused' | 'session.opened' | 'recovery_code.used') =>
  site.api.store.auditTrail({ kind, userId: UserId('ada'), limit: 50 });

test('a person with an authenticator app is signed in by password and code, by neither alone', async () => {
  const { app, codes, browser: first } = await turnOn('ada');
  [adas, codesOfAda] = [first, codes];
  assert.match((await first.get('/account/you')).text, /You have 10 recovery codes left/);
  assert.doesNotMatch((await first.get('/account/you/recovery-codes')).text, new RegExp(codes[0] ?? '-'));

  const browser = site.browser();
  const asked = await browser.signIn(ADA, undefined, '/account/tokens');
  assert.equal(asked.status, 200);
  assert.match(asked.text, /Code from your authenticator app/);
  assert.equal((await browser.get('/account')).status, 303, 'not signed in yet');

  site.clock.turn(STEP);
  const wrong = await enter(browser, asked, '000000');
  assert.deepEqual(
    [wrong.status, /code is not right[^<]*<\/p>\s*<input id="code"/.test(wrong.text)],
    [403, true],
  );
  assert.match(wrong.text, /<input id="code"[^>]*maxlength="40"[^>]*autofocus/, 'a recovery code fits');
  assert.doesNotMatch(wrong.text, /<details open/);
  const code = app(site.clock.now());
  const done = await enter(browser, asked, `${code.slice(0, 3)} ${code.slice(3)}`);
  assert.equal(done.location, '/account/tokens');
  assert.equal((await browser.get('/account')).status, 200);
  const [opened] = await rows('session.opened');
  assert.deepEqual(opened?.detail.methods, ['pwd', 'otp', 'mfa']);
  const [session] = await site.api.store.sessionsOf(UserId('ada'), site.clock.now());
  assert.deepEqual(session?.methods, ['pwd', 'otp', 'mfa']);

  const thief = site.browser();
  const again = await thief.signIn(ADA);
  assert.equal((await enter(thief, again, code)).status, 403, 'the same code twice');
  assert.equal(
    (await enter(thief, asked, app(site.clock.now(), 1))).status,
    403,
    'another browser’s first step',
  );
  assert.equal((await enter(thief, again, '')).status, 400);

  const recovered = await enter(thief, again, (codes[0] ?? '').toUpperCase().replaceAll('-', ' '));
  assert.equal(recovered.status, 303, recovered.text);
  assert.match((await thief.get('/account/you')).text, /You have 9 recovery codes left/);
  const late = site.browser();
  const used = await late.signIn(ADA);
  const twice = await enter(late, used, codes[0] ?? '');
  assert.equal(twice.status, 403, 'a recovery code twice');
  assert.match(twice.text, /<details open[\s\S]*code is not right[^<]*<\/p>\s*<input id="recovery-code"/);
  assert.equal((await rows('recovery_code.used')).length, 1);
});

test('guesses are counted over all browsers, and leave recovery codes', async () => {
  const { app, codes } = await turnOn('max');
  const begin = async () => {
    const browser = site.browser();
    return { browser, page: await browser.signIn('max@harbour.example') };
  };
  const [one, other] = [await begin(), await begin()];
  for (let guess = 0; guess < CODE_LIMITS.soon.attempts; guess += 1) {
    const { browser, page } = guess % 2 === 0 ? one : other;
    assert.equal((await enter(browser, page, '123456')).status, 403);
  }
  site.clock.turn(STEP);
  const right = await enter(one.browser, one.page, app(site.clock.now()));
  assert.deepEqual([right.status, Number(right.headers['retry-after']) > 0], [429, true]);
  assert.equal((await enter(other.browser, other.page, codes[3] ?? '')).status, 303);
});

test('codes are made anew and the second step is turned off on the account page', async () => {
  const confirm = async (path: string, action: string) =>
    adas.follow(await submit(adas, await adas.get(path), '/account/you', [['action', action]]));
  const shown = await confirm('/account/you/new-codes', 'recovery-codes');
  const browser = site.browser();
  const asked = await browser.signIn(ADA);
  assert.equal((await enter(browser, asked, codesOfAda[5] ?? '')).status, 403, 'an earlier code');
  assert.equal((await enter(browser, asked, codesOn(shown)[9] ?? '')).status, 303);
  assert.match(
    (await confirm('/account/you/second-step-off', 'second-step-off')).text,
    /The second step is off/,
  );
  assert.equal((await site.browser().signIn(ADA)).status, 303, 'the password is enough again');
});

test('each browser is listed with its name, and signed out alone', async () => {
  const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0';
  const other = site.browser();
  const form = await other.get('/sign-in');
  const fields = { form: form.field('form'), return_to: '/account', email: ADA, password: PASSWORD };
  await other.post('/sign-in', fields, { 'user-agent': agent });
  const page = await adas.get('/account/you');
  assert.match(page.text, /<strong>Firefox, Linux<\/strong>/);
  assert.match(page.text, /\(This browser\)/);
  const open = await site.api.store.sessionsOf(UserId('ada'), site.clock.now());
  const theirs = open.find((each) => each.browser === 'Firefox, Linux');
  const end = (session: string) =>
    submit(adas, page, '/account/you', [
      ['action', 'end-session'],
      ['session', session],
    ]);
  assert.equal((await end(theirs?.publicId ?? '')).status, 303);
  assert.equal((await other.get('/account')).status, 303, 'signed out');
  assert.equal((await adas.get('/account')).status, 200);
  const [vera] = await site.api.store.sessionsOf(UserId('max'), site.clock.now());
  assert.deepEqual([(await end(vera?.publicId ?? 'none')).status, (await end('')).status], [404, 404]);
});

test('an API that demands a second step signs nobody in who has none', async (t) => {
  const strict = await openSite({ definition: { signInBy: { secondStep: 'managers' } } });
  t.after(() => strict.close());
  const vera = await signedIn(strict, 'vera');
  assert.equal((await vera.get('/account')).status, 200, 'no manager');
  const ada = strict.browser();
  const asked = await ada.signIn(ADA, undefined, '/account/clients');
  assert.match(asked.text, /Set up a second step/);
  assert.equal((await ada.get('/account')).status, 303);
  const app = appOf(asked);
  const post = (code: string, page = asked) =>
    ada.post('/sign-in/set-up', { ...step(page), offer: page.field('offer'), code });
  const wrong = await post('000000');
  assert.equal(wrong.status, 403);
  assert.equal(appOf(wrong)(0), app(0), 'the same key is offered again');
  const shown = await ada.follow(await post(app(strict.clock.now())));
  assert.equal(codesOn(shown).length, 10);
  assert.match(shown.text, /href="\/account\/clients"/);

  const off = await ada.get('/account/you/second-step-off');
  const refused = await submit(ada, off, '/account/you', [['action', 'second-step-off']]);
  assert.deepEqual([refused.status, /asks you for a second step/.test(refused.text)], [409, true]);
  assert.notEqual((await strict.api.store.factorsOf(UserId('ada'))).authenticator, null);
});

test('the first step counts for ten minutes, and no longer than the password', async () => {
  const { app } = await turnOn('vera');
  const browser = site.browser();
  const asked = await browser.signIn('vera@harbour.example');
  site.clock.turn(11 * MINUTE);
  const late = await enter(browser, asked, app(site.clock.now()));
  assert.deepEqual([late.status, /That took too long/.test(late.text)], [403, true]);
  const anew = await browser.signIn('vera@harbour.example');
  await site.api.store.setPassword({
    ...{ userId: UserId('vera'), passwordHash: 'another', keep: null, notices: [], audit: [] },
  });
  assert.equal((await enter(browser, anew, app(site.clock.now()))).status, 403);
});

test('no code, key or recovery code is in the log', async () => {
  const rows = JSON.stringify(await site.api.store.auditTrail({ limit: 1_000 }));
  assert.doesNotMatch(rows, /[a-z2-9]{4}(-[a-z2-9]{4}){3}|\b\d{6}\b|[A-Z2-7]{32}/);
  assert.ok(rows.includes('second_step.on'));
});
