import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HOUR, MINUTE } from '../../src/lib/clock.ts';
import { UserId } from '../../src/model/index.ts';
import { pageRoutes } from '../../src/pages/routes.ts';
import { newRuntime } from '../../src/runtime.ts';
import { MAIL_LIMITS } from '../../src/signin/reset/throttle.ts';
import { linkIn, mailsTo } from './mails-of.ts';
import { openSite, type Site } from './site.ts';
import { PASSWORD, type Page, signedIn, submit, type Visitor } from './visitor.ts';

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const AGENT = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function ask(browser: Visitor, email: string): Promise<Page> {
  const form = (await browser.get('/sign-in/reset')).field('form');
  return browser.post('/sign-in/reset', { form, email }, { 'user-agent': AGENT });
}

async function choose(browser: Visitor, path: string, next: string): Promise<Page> {
  const page = await browser.get(path);
  if (page.status !== 200) return page;
  return browser.post(path, { form: page.field('form'), next });
}

const newest = async (who: string) => (await mailsTo(site, `${who}@harbour.example`))[0] ?? assert.fail();

test('a person who forgot their password follows the mailed link, and signs in with a new one', async () => {
  const [elsewhere, browser] = [await signedIn(site, 'ada'), site.browser()];
  assert.match(
    (await browser.get('/sign-in')).text,
    /<a href="\/sign-in\/reset">Forgot your password\?<\/a>/,
  );
  const asked = await ask(browser, ' ADA@harbour.example ');
  assert.equal(asked.status, 200);
  assert.match(asked.text, /<a href="\/account\/mailbox">mailbox of this server<\/a>/, 'nothing sends mail');
  const older = linkIn(await newest('ada'));
  site.clock.turn(MINUTE);
  await ask(browser, 'ada@harbour.example');
  const { text, html, subject } = await newest('ada');
  const path = linkIn({ text });
  assert.equal(subject, 'A new password for Harbour');
  assert.match(text, /^Hello Ada Lovelace,\n/);
  assert.match(
    text,
    /on 1 Jun 2026, \d\d:\d\d UTC, in the browser “Firefox, Windows”, from the address 127\.0\.0\.1\./,
  );
  assert.ok(html?.includes(`href="${site.origin}${path}"`), 'the same in HTML');

  // A scanner of mails opens the link, even several times, and uses nothing up.
  for (const scanner of [site.browser(), site.browser()]) {
    const page = await scanner.get(path);
    assert.equal(page.status, 200);
    assert.equal(page.headers['referrer-policy'], 'no-referrer');
    assert.equal(page.headers['cache-control'], 'no-store');
    assert.match(String(page.headers['content-security-policy']), /^default-src 'none'/);
  }
  const short = await choose(browser, path, 'short');
  assert.equal(short.status, 422);
  assert.match(short.text, /A password has 10 to 1024 characters/);
  site.clock.turn(MINUTE);
  const done = await choose(browser, path, 'a newly chosen phrase');
  assert.match(done.text, /Your password was changed/);
  assert.deepEqual([...browser.cookies.keys()], ['latchkey-form'], 'nobody is signed in by it');
  assert.equal((await elsewhere.get('/account')).status, 303, 'every session ended');
  for (const used of [path, older]) {
    const gone = await choose(browser, used, 'another chosen phrase');
    assert.equal(gone.status, 410);
    assert.match(gone.text, /This link no longer works.*<a class="button" href="\/sign-in\/reset">/s);
  }
  assert.equal((await site.browser().signIn('ada@harbour.example')).status, 403);
  assert.equal((await browser.signIn('ada@harbour.example', 'a newly chosen phrase')).status, 303);
  const told = await newest('ada');
  assert.equal(told.subject, 'Your password for Harbour was changed');
  assert.equal(told.secret, null);
  const [row] = await site.api.store.auditTrail({ kind: 'user.password_changed', limit: 1 });
  assert.deepEqual([row?.userId, row?.detail], ['ada', { by: 'ada', way: 'mailed link' }]);
});

test('of two posts of one link at once, one changes the password', async () => {
  const browser = site.browser();
  await ask(browser, 'vera@harbour.example');
  const path = linkIn(await newest('vera'));
  const form = (await browser.get(path)).field('form');
  const chosen = ['the first of two phrases', 'the second of two phrases'];
  const answers = await Promise.all(chosen.map((next) => browser.post(path, { form, next })));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 410]);
  const works = chosen[answers.findIndex(({ status }) => status === 200)] ?? assert.fail();
  assert.equal((await site.browser().signIn('vera@harbour.example', works)).status, 303);
});

test('the answer, and what is done for it, do not tell whether there is an account', async () => {
  const browser = site.browser();
  const calls: string[] = [];
  const { store } = site.api;
  const original = { ...store };
  for (const verb of ['userByEmail', 'mailLink'] as const) {
    Object.assign(store, {
      [verb]: (...given: unknown[]) => {
        calls.push(verb);
        return (original[verb] as (...all: unknown[]) => unknown)(...given);
      },
    });
  }
  const seen = [];
  for (const email of ['max@harbour.example', 'nemo@harbour.example']) {
    const { status, text } = await ask(browser, email);
    seen.push([status, text.replaceAll(email, ''), calls.splice(0)]);
  }
  Object.assign(store, original);
  assert.deepEqual(seen[0], seen[1]);
  assert.deepEqual(seen[0]?.[2], ['userByEmail', 'mailLink']);
  assert.equal((await mailsTo(site, 'nemo@harbour.example')).length, 0);
  const [row] = await store.auditTrail({ kind: 'user.reset_asked', limit: 1 });
  assert.deepEqual([row?.userId, row?.outcome, row?.code], [null, 'denied', 'unknown_address']);
  assert.ok(!JSON.stringify(row).includes('nemo'));
});

test('the link lasts 30 minutes, and is no use to somebody who only reads the database', async () => {
  const browser = site.browser();
  await ask(browser, 'max@harbour.example');
  const path = linkIn(await newest('max'));
  const secret = path.split('/').at(-1) ?? assert.fail();
  const [stored] = await site.api.store.mails(1);
  assert.ok(!JSON.stringify(stored).includes(secret), 'sealed in the outbox');
  assert.equal((await browser.get(path)).status, 200);
  site.clock.turn(30 * MINUTE);
  assert.equal((await browser.get(path)).status, 410);
  for (const other of ['', 'x', `${secret}x`, 'A'.repeat(43)]) {
    assert.equal((await browser.get(`/sign-in/reset/${other || '%20'}`)).status, 410);
  }
  const rows = JSON.stringify(await site.api.store.auditTrail({ limit: 999 }));
  assert.ok(!rows.includes(secret), 'not in the log');
});

test('a form from elsewhere, or of another browser, changes nothing', async () => {
  const browser = site.browser();
  site.clock.turn(HOUR);
  await ask(browser, 'max@harbour.example');
  const path = linkIn(await newest('max'));
  const form = (await browser.get(path)).field('form');
  const other = await site.browser().post(path, { form, next: 'somebody else’s phrase' });
  assert.equal(other.status, 403);
  const elsewhere = { 'sec-fetch-site': 'cross-site' };
  assert.equal((await browser.post(path, { form, next: 'a phrase of elsewhere' }, elsewhere)).status, 403);
  const asked = await browser.post('/sign-in/reset', { form, email: 'max@harbour.example' }, elsewhere);
  assert.equal(asked.status, 403);
  assert.equal((await site.browser().signIn('max@harbour.example', PASSWORD)).status, 303);
  assert.equal((await ask(browser, 'no address')).status, 400);
});

test('a password that is guessed soon is refused wherever somebody chooses one', async () => {
  const browser = site.browser();
  site.clock.turn(HOUR);
  await ask(browser, 'max@harbour.example');
  for (const [next, why] of [
    ['Password1234', /This password is on lists of common ones/],
    ['max-harbour', /This password is mostly your name/],
  ] as const) {
    const page = await choose(browser, linkIn(await newest('max')), next);
    assert.equal(page.status, 422);
    assert.match(page.text, why);
    const max = await signedIn(site, 'max');
    const form = await max.get('/account/you');
    const answer = await submit(max, form, '/account/you', [
      ['action', 'password'],
      ['current', PASSWORD],
      ['next', next],
    ]);
    assert.match(answer.text, why);
  }
});

test('somebody without a password is told so by mail, and gets no link to one', async () => {
  const email = 'una@harbour.example';
  const una = { id: UserId('una'), email, name: 'Una', passwordHash: null, createdAt: 0 };
  await site.api.store.addUser(una, []);
  await ask(site.browser(), email);
  const mail = await newest('una');
  assert.match(
    mail.text,
    /Your account has no password here\. You sign in with the account of your organisation/,
  );
  assert.deepEqual([mail.secret, linkIn(mail)], [null, '/sign-in']);
});

test('a stranger asks a few times an hour, for a person who exists as for one who does not', async () => {
  for (const email of ['nobody@harbour.example', 'stranger@harbour.example']) {
    const browser = site.browser();
    for (let asked = 0; asked < MAIL_LIMITS.pair.mails; asked++)
      assert.equal((await ask(browser, email)).status, 200);
    const refused = await ask(browser, email);
    assert.equal(refused.status, 429);
    assert.match(refused.text, /asked for too often\. Please try again in 60 minutes/);
    assert.ok(Number(refused.headers['retry-after']) > 0);
  }
});

test('where no mail goes out, nothing is offered that needs one', async () => {
  const silent = { ...site.api, runtime: newRuntime({ mails: false }) };
  assert.ok(!pageRoutes(silent, []).some(({ path }) => path.startsWith('/sign-in/reset')));
});
