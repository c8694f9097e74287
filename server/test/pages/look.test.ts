import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { HOUR } from '../../src/lib/clock.ts';
import { ClientId, TenantId, UserId } from '../../src/model/index.ts';
import type { Language } from '../../src/words/language.ts';
import { wordsIn } from '../../src/words/words.ts';
import { burst } from '../anomalies/burst.ts';
import { openBrowser } from '../browser.ts';
import { faultsOf, openWatched } from '../dashboard/watched.ts';
import { englishLeft } from '../words/english-left.ts';
import { linkIn, mailsTo } from './mails-of.ts';
import { authorizePath, client, openSite, type Site } from './site.ts';
import { consentFields, PASSWORD, signedIn, submit } from './visitor.ts';

/** On demand: every page in every look, with a picture of each in this folder. */
const PICTURES = process.env.LATCHKEY_LOOKS;

const LOOKS = [
  { width: 1280, colorScheme: 'light', locale: 'en-US' },
  { width: 320, colorScheme: 'dark', locale: 'de-DE' },
  ...(PICTURES === undefined
    ? []
    : ([
        { width: 1280, colorScheme: 'dark', locale: 'nl-NL' },
        { width: 320, colorScheme: 'light', locale: 'en-US' },
      ] as const)),
] as const;

const LONG_NAME = 'Überraschungs-Kundenbeziehungsmanagement und Vertragswesen';

const BEFORE = [
  ...['/sign-in', '/sign-in/reset', '/account/mailbox', '/signed-out', ':invitation', ':address'],
  ...['/developers/sign-up', ':opening'],
  authorizePath({ client_id: 'nobody' }),
  authorizePath({ client_id: '' }),
  authorizePath({ redirect_uri: 'https://elsewhere.example/' }),
];
const AFTER = [
  '/account',
  '/account/connections',
  '/account/connections/:grant',
  '/account/connections/:grant/revoke',
  '/account/connections/none',
  '/account/tokens',
  '/account/tokens/new',
  '/account/clients',
  '/account/clients/new',
  '/account/clients/nimbus',
  '/account/clients/nimbus/usage',
  '/account/clients/nimbus/connections',
  '/account/clients/nimbus/webhooks',
  '/account/clients/nimbus/webhooks/new',
  '/account/people',
  '/account/people/vera',
  '/account/people/vera/remove',
  '/account/people/roles/new',
  '/account/activity?part=calls',
  '/account/you',
  '/account/you/authenticator',
  '/account/you/passkeys/new',
  '/developers/sign-up',
  '/sign-out',
  authorizePath({ scope: 'read projects', prompt: 'consent' }),
];

let site: Site;
let browser: Browser;
/** Paths that are known when the site is furnished. */
const made: Record<string, string> = {};

before(async () => {
  const ids = { tenantId: TenantId('org_harbour'), clientId: ClientId('nimbus') };
  const nimbus = client({
    ...{ id: 'nimbus', name: LONG_NAME, tenantId: ids.tenantId },
    ownerUserId: UserId('ada'),
  });
  // Names as long as people give them: the menu stays beside the API's, and no page becomes wider.
  const definition = { title: 'ProspectConnect', developers: { signUp: 'approval' } } as const;
  site = await openSite({ clients: [nimbus], definition });
  const ada = await signedIn(site);
  const path = authorizePath({ client_id: 'nimbus', scope: 'read' });
  await ada.post(path, { ...consentFields(await ada.get(path)), decision: 'allow' });
  const grant = await site.api.store.grantFor(ids.clientId, UserId('ada'), ids.tenantId);
  const { connectedAccountId, id } = grant ?? assert.fail();
  made[':grant'] = id;
  await burst(site.api.store, site.clock.now() - HOUR, { ...ids, connectedAccountId });
  await submit(ada, await ada.get('/account/tokens/new'), '/account/tokens', [
    ['name', 'Nightly export'],
    ['scope', 'read'],
    ['days', '30'],
  ]);
  await submit(ada, await ada.get('/account/people'), '/account/people/invitations', [
    ['action', 'invite'],
    ['email', 'gwen@north.example'],
    ['role', 'viewer'],
  ]);
  await submit(ada, await ada.get('/account/you'), '/account/you', [
    ['action', 'address'],
    ['email', 'ada@new.example'],
    ['password', PASSWORD],
  ]);
  const linkTo = async (email: string) => linkIn((await mailsTo(site, email))[0] ?? assert.fail(email));
  made[':invitation'] = await linkTo('gwen@north.example');
  made[':address'] = await linkTo('ada@new.example');
  const stranger = site.browser();
  const form = (await stranger.get('/developers/sign-up')).field('form');
  await stranger.post('/developers/sign-up', { form, email: 'dora@apps.example' });
  made[':opening'] = await linkTo('dora@apps.example');
  const secondStep = { userId: UserId('vera'), sealed: '', createdAt: site.clock.now(), lastUsedAt: null };
  await site.api.store.turnOnAuthenticator({ authenticator: secondStep, codes: [], audit: [] });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

describe('every page', () => {
  for (const look of LOOKS) {
    const { width, colorScheme, locale } = look;
    it(`has no fault at ${width} pixels, ${colorScheme}, ${locale}`, async () => {
      const { page, complaints, close } = await openWatched(browser, look);
      const judge = async (path: string) => {
        const target = path.replace(/:(grant|invitation|address|opening)/, (name) => made[name] ?? '');
        const answer = await page.goto(site.origin + target);
        await judgeHere(path, answer?.status() ?? 0);
      };
      const judgeHere = async (path: string, status: number) => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.deepEqual([await faultsOf(page), wide], [[], width], path);
        const language = locale.slice(0, 2) as Language;
        // A mail is in the language of the one who gets it.
        const left = path.endsWith('mailbox')
          ? []
          : await englishLeft(page, wordsIn('en'), wordsIn(language));
        assert.deepEqual(left, [], path);
        const expected = status >= 400 ? 1 : 0;
        assert.equal(
          complaints.splice(0).length,
          expected,
          `${path}: an answer that refuses is one complaint`,
        );
        if (PICTURES === undefined) return;
        mkdirSync(PICTURES, { recursive: true });
        const name = `${path.replaceAll(/\?.*|:/g, '').replaceAll('/', '_')}-${width}-${colorScheme}.png`;
        await page.screenshot({ path: join(PICTURES, name), fullPage: true });
      };
      for (const path of BEFORE) await judge(path);
      const signIn = async (who: string) => {
        await page.goto(`${site.origin}/sign-in`);
        await page.locator('#email').fill(`${who}@harbour.example`);
        await page.locator('#password').fill(PASSWORD);
        await page.locator('form[action="/sign-in"] button').click();
      };
      await signIn('vera');
      await page.locator('#code').waitFor();
      await judgeHere('/sign-in/second-step', 200);
      await signIn('ada');
      await page.locator('#menu').waitFor({ state: 'attached' });
      for (const path of AFTER) await judge(path);
      await close();
    });
  }

  it('has its sections in a menu on a phone, which the keyboard opens and closes, without a script', async () => {
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      javaScriptEnabled: false,
    });
    const page = await context.newPage();
    await page.goto(`${site.origin}/account/people`);
    await page.locator('#email').fill('ada@harbour.example');
    await page.locator('#password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const link = page.getByRole('link', { name: 'Activity' });
    assert.equal(await link.isVisible(), false);
    await page.getByRole('button', { name: 'Menu' }).press('Enter');
    await link.waitFor();
    await page.keyboard.press('Escape');
    await link.waitFor({ state: 'hidden' });
    await context.close();
  });

  it('begins with a link over the sections, and a form that is refused has the focus in the field at fault', async () => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      javaScriptEnabled: false,
    });
    const page = await context.newPage();
    await page.goto(`${site.origin}/account/tokens/new`);
    await page.locator('#email').fill('ada@harbour.example');
    await page.locator('#password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    // The sign-in page is at the same address.
    await page.getByRole('button', { name: 'Create token' }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.locator(':focus').textContent(), 'Skip to the content');
    await page.getByLabel('Name').fill('Nightly export');
    await page.getByRole('button', { name: 'Create token' }).click();
    await page.getByText('Choose at least one thing that it may do.').waitFor();
    const focused = page.locator(':focus');
    assert.match((await focused.textContent()) ?? '', /Choose at least one thing that it may do\./);
    assert.equal(await page.getByLabel('Name').inputValue(), 'Nightly export');
    await context.close();
  });

  it('that does not exist keeps the navigation for somebody who is signed in', async () => {
    const ada = await signedIn(site);
    const { status, text } = await ada.get('/account/tokens/none/revoke');
    assert.equal(status, 404);
    assert.match(text, /<nav .*[\s\S]*href="\/account\/people"/);
  });
});
