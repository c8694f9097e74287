import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { UserId } from '../../src/model/index.ts';
import { mailsTo } from '../pages/mails-of.ts';
import { authorizePath, openSite, type Site } from '../pages/site.ts';
import { type Page, signedIn } from '../pages/visitor.ts';

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const GERMAN = { 'accept-language': 'de-CH, en;q=0.5' };

function languageIn({ text, headers }: Page): string | undefined {
  const language = /<html lang="(\w+)"/.exec(text)?.[1];
  assert.equal(headers['content-language'], language);
  assert.match(String(headers.vary), /accept-language/);
  return language;
}

test('a page is in the language that the browser prefers, and in English where none of ours is asked for', async () => {
  const page = await site.browser().get('/sign-in', GERMAN);
  assert.equal(languageIn(page), 'de');
  assert.match(page.text, /<h1>Bei Harbour anmelden<\/h1>/);
  assert.equal(languageIn(await site.browser().get('/sign-in', { 'accept-language': 'fr' })), 'en');
  assert.equal(languageIn(await site.browser().get('/sign-in')), 'en');
});

test('a chosen language stays, above what the browser prefers, and returns to the page', async () => {
  const browser = site.browser();
  const chosen = await browser.post('/language', { language: 'nl', return_to: '/signed-out?a=b' });
  assert.equal(chosen.location, '/signed-out?a=b');
  const page = await browser.get('/signed-out', GERMAN);
  assert.equal(languageIn(page), 'nl');
  assert.match(page.text, /<h1>U bent uitgelogd<\/h1>/);
  assert.match(page.text, /<button [^>]*value="nl"[^>]*aria-current="true">Nederlands/);
});

test('neither another site nor an unknown language changes the choice, and no address leads away', async () => {
  const browser = site.browser();
  const wish = { language: 'nl', return_to: 'https://evil.example/' };
  const elsewhere = await browser.post('/language', wish, { 'sec-fetch-site': 'cross-site' });
  assert.deepEqual([elsewhere.location, browser.cookies.size], ['/account', 0]);
  await browser.post('/language', { ...wish, language: 'xx' });
  assert.equal(browser.cookies.size, 0);
});

test('a client’s ui_locales count while somebody signs in for it, unless they choose another language there', async () => {
  const browser = site.browser();
  const path = `${authorizePath({ scope: 'read' })}&ui_locales=fr+nl-BE`;
  const asked = await browser.get(path, GERMAN);
  assert.equal(languageIn(asked), 'nl');
  const wrong = await browser.post(
    '/sign-in',
    {
      ...{ form: asked.field('form'), return_to: asked.field('return_to') },
      ...{ email: 'ada@harbour.example', password: 'wrong' },
    },
    GERMAN,
  );
  assert.equal(languageIn(wrong), 'nl');
  assert.match(wrong.text, /horen niet bij elkaar/);
  const chosen = await browser.post('/language', { language: 'de', return_to: path });
  assert.equal(languageIn(await browser.follow(chosen)), 'de');
});

test('an answer to a posted form offers no other language: its address shows another page', async () => {
  const browser = await signedIn(site);
  const page = await browser.post('/sign-out', { csrf: '' }, { ...GERMAN, 'content-type': 'text/plain' });
  assert.equal(languageIn(page), 'de');
  assert.match(page.text, /Es wurde nichts geändert/);
  assert.doesNotMatch(page.text, /action="\/language"/);
});

test('a language and a time zone that somebody chose are theirs in every browser, and in mails', async () => {
  const vera = await signedIn(site, 'vera');
  const { store } = site.api;
  const save = async (fields: Record<string, string>) => {
    const csrf = (await vera.get('/account/you')).field('csrf');
    return vera.post('/account/you', { csrf, tenant: 'org_harbour', action: 'speaking', ...fields });
  };
  const wrong = await save({ language: 'xx', zone: 'Mars/Base' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Choose one of the languages[\s\S]*Choose one of the time zones/);
  assert.match(wrong.text, /<select id="language" name="language" autofocus/);
  assert.equal((await save({ language: 'nl', zone: 'Asia/Tokyo' })).status, 303);

  const elsewhere = await signedIn(site, 'vera');
  const page = await elsewhere.get('/account/you', GERMAN);
  assert.equal(languageIn(page), 'nl');
  assert.match(page.text, /GMT\+9/);
  assert.doesNotMatch(page.text, /assets\/time-zone/, 'the browser is not asked');
  assert.equal(languageIn(await elsewhere.get(`${authorizePath({ scope: 'read' })}&ui_locales=de`)), 'de');

  const reset = site.browser();
  const form = (await reset.get('/sign-in/reset', GERMAN)).field('form');
  await reset.post('/sign-in/reset', { form, email: 'vera@harbour.example' }, GERMAN);
  const [mail] = await mailsTo(site, 'vera@harbour.example');
  assert.match(mail?.subject ?? '', /wachtwoord/);
  assert.match(mail?.text ?? '', /op 1 jun 2026, 09:\d\d GMT\+9/);

  const changed = await elsewhere.post('/language', { language: 'de', return_to: '/account' });
  assert.equal(languageIn(await elsewhere.follow(changed)), 'de');
  assert.equal(languageIn(await vera.get('/account')), 'de', 'in the other browser too');
  await save({ language: '', zone: '' });
  assert.deepEqual(await store.preferencesOf(UserId('vera')), {
    ...{ userId: 'vera', language: null, timeZone: null, approvalMails: true },
  });
});

test('until somebody chooses a time zone, it is that of their browser, then that of the API', async () => {
  const ada = await signedIn(site);
  const page = await ada.get('/account/activity');
  assert.match(page.text, /Times are in UTC\./);
  assert.match(page.text, /<script src="\/assets\/time-zone\.[\w-]+\.js" defer>/);
  ada.cookies.set('latchkey-zone', 'Europe/Berlin');
  const there = await ada.get('/account/activity');
  assert.match(there.text, /Times are in Europe\/Berlin\./);
  assert.doesNotMatch(there.text, /assets\/time-zone/);
  ada.cookies.set('latchkey-zone', 'Mars/Base');
  assert.match((await ada.get('/account/activity')).text, /Times are in UTC\./);
});
