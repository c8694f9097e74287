import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { UserId } from '../../src/model/index.ts';
import { complaintsOf, openBrowser } from '../browser.ts';
import { openSite, type Site } from '../pages/site.ts';
import { PASSWORD } from '../pages/visitor.ts';
import { appOf } from './app.ts';

/*
 * Chromium with a device of its own, which the DevTools Protocol adds: only a browser can show that the script, the policy and the
 * host of the passkeys fit each other.
 */

const ADA = 'ada@harbour.example';
let site: Site;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let devtools: CDPSession;
let device: string;
let complaints: string[];
/** Ends an address of a page on which only the button asks for a passkey. */
const WITHOUT_OFFER = '#button';

before(async () => {
  site = await openSite();
  browser = await openBrowser();
  context = await browser.newContext();
  page = await context.newPage();
  complaints = complaintsOf(page);
  await page.addInitScript((hash) => {
    if (location.hash === hash) PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  }, WITHOUT_OFFER);
  devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const options = {
    ...({ protocol: 'ctap2', transport: 'internal', hasResidentKey: true } as const),
    ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  };
  device = (await devtools.send('WebAuthn.addVirtualAuthenticator', { options })).authenticatorId;
});
after(async () => {
  await browser?.close();
  await site?.close();
});

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
async function signInByPassword(): Promise<void> {
  await page.getByLabel('Email address').fill(ADA);
  await page.getByLabel('Password').fill(PASSWORD);
  await press('Sign in');
}
const keepsStill = (still: boolean) =>
  devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: device, enabled: !still });

test('a person makes a passkey and signs in by it alone', async () => {
  await page.goto(`${site.origin}/sign-in?return_to=/account/you`);
  await signInByPassword();
  await page.getByRole('link', { name: 'Add a passkey' }).click();
  await page.getByLabel('Name').fill('Work laptop');
  assert.equal(await page.getByText('This browser makes no passkeys').isVisible(), false);
  await press('Make the passkey');
  await page.getByText('The passkey was added').waitFor();
  assert.match((await page.textContent('#passkeys')) ?? '', /Work laptop.*Not used yet/s);

  await context.clearCookies();
  await page.goto(`${site.origin}/sign-in?return_to=/account/you${WITHOUT_OFFER}`);
  await press('Sign in with a passkey');
  assert.match((await page.textContent('#passkeys')) ?? '', /Work laptop.*Last used/s);
  const sessions = await site.api.store.sessionsOf(UserId('ada'), site.clock.now());
  const session = sessions.find(({ methods }) => methods.includes('hwk'));
  assert.deepEqual(session?.methods, ['hwk', 'user', 'mfa']);
  assert.match(session?.browser ?? '', /^Chrome, /);
});

test('a passkey is offered where the e-mail address is typed', async () => {
  await context.clearCookies();
  // The device answers as if its person chose the passkey from the list of the field.
  await page.goto(`${site.origin}/sign-in?return_to=/account/you`);
  await page.locator('#passkeys').waitFor();
});

test('a device that has a passkey of the person makes no other', async () => {
  await page.goto(`${site.origin}/account/you/passkeys/new`);
  await press('Make the passkey');
  await page.getByText('This device has a passkey for you already').waitFor();
  assert.equal((await site.api.store.factorsOf(UserId('ada'))).passkeys.length, 1);
});

test('after the password a code or a passkey is asked for', async () => {
  await page.goto(`${site.origin}/account/you`);
  await page.getByRole('link', { name: 'Set up an authenticator app' }).click();
  await page.getByLabel('Enter the code').waitFor();
  const shown = await page.content();
  const app = appOf({ text: shown } as Parameters<typeof appOf>[0]);
  await page.getByLabel('Enter the code').fill(app(site.clock.now()));
  await press('Turn on');
  const codes = (await page.locator('#recovery-codes').textContent())?.split('\n') ?? [];
  assert.equal(codes.length, 10);
  await page.getByRole('link', { name: 'I have kept them' }).click();
  await page.locator('#second-step').waitFor();

  for (const step of ['code', 'recovery', 'passkey'] as const) {
    await context.clearCookies();
    await keepsStill(true);
    await page.goto(`${site.origin}/sign-in?return_to=/account/you`);
    await signInByPassword();
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    if (step === 'code') {
      site.clock.turn(30_000);
      await page.getByLabel('Code from your authenticator app').fill(app(site.clock.now()));
      await press('Sign in');
    } else if (step === 'recovery') {
      await page.getByText('Use a recovery code').click();
      await page.getByLabel('Recovery code').fill(codes[4] ?? '');
      await press('Use this code');
    } else {
      await keepsStill(false);
      await press('Use a passkey');
    }
    await page.locator('#passkeys').waitFor();
  }
  assert.match((await page.textContent('#second-step')) ?? '', /9 recovery codes left/);
});

test('a passkey that its device no longer has leaves the other ways', async () => {
  await context.clearCookies();
  await devtools.send('WebAuthn.clearCredentials', { authenticatorId: device });
  await page.goto(`${site.origin}/sign-in${WITHOUT_OFFER}`);
  await press('Sign in with a passkey');
  await page.getByText('Nothing came from your device').waitFor();
  await signInByPassword();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
});

test('without a script there are password and code, and no dead button', async () => {
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await plain.goto(`${site.origin}/sign-in`);
  assert.equal(await plain.getByRole('button', { name: 'Sign in with a passkey' }).isVisible(), false);
  await plain.getByLabel('Email address').fill(ADA);
  await plain.getByLabel('Password').fill(PASSWORD);
  await plain.getByRole('button', { name: 'Sign in', exact: true }).click();
  await plain.getByLabel('Code from your authenticator app').waitFor();
  assert.equal(await plain.getByRole('button', { name: 'Use a passkey' }).isVisible(), false);
});

test('no policy stopped anything', () => {
  assert.deepEqual(complaints, []);
});
