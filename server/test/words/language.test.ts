import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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
