import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../server/test/browser.ts';
import { faultsOf, openWatched } from '../../server/test/dashboard/watched.ts';
import { type DemoApi, forget, type RunningDemo, startDemo } from './demo/start-demo.ts';

const NAMES = ['convert', 'proconvey', 'procurios', 'prospectconnect'] as const;

/** The name of the page of personal access tokens, as each API has it. */
const TOKENS = {
  convert: 'Access Tokens',
  proconvey: 'API Settings',
  procurios: 'API keys',
  prospectconnect: 'Personal access tokens',
} as const;

/** The same of the page of connections. */
const CONNECTIONS = {
  convert: 'Connected Applications',
  proconvey: 'Connected platforms',
  procurios: 'Linked applications',
  prospectconnect: 'Connected apps',
} as const;

/** The first call of a test connection answers so from the tenant with invented data. */
const SAMPLES = {
  convert: /HTTP\/1\.1 200.*Sample/s,
  proconvey: /HTTP\/1\.1 200.*Sample & Co/s,
  procurios: /HTTP\/1\.1 200.*Sample/s,
  prospectconnect: /HTTP\/1\.1 200.*Sample/s,
} as const;

/** Lists of those who operate an API: none is empty in the demo. */
const OWNER: readonly [path: string, heading: string][] = [
  ['owner/tenants', 'Tenants'],
  ['owner/clients', 'Clients'],
  ['owner/scopes', 'Scopes'],
  ['owner/dialects', 'Dialects'],
  ['owner/audit', 'Audit log'],
];

describe('the pages of each of the four APIs', () => {
  let running: RunningDemo;
  let browser: Browser;
  before(async () => {
    [running, browser] = await Promise.all([startDemo({ hosts: 'localhost' }), openBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await running.end();
    await forget(running.dataDir);
  });

  for (const name of NAMES) {
    it(`${name}: its owner sees who has access, and a developer registers an application`, async () => {
      const api = running.demo.apis[name];
      assert.ok(api);
      const owner = await openWatched(browser, { width: 1280 });
      await signIn(owner.page, api, { email: `olivia@${name}.example`, password: `olivia-operates-${name}` });
      await owner.page.getByRole('heading', { name: 'Hello Olivia Okafor', level: 1 }).waitFor();
      for (const [path, heading] of OWNER) {
        await owner.page.goto(`${originOf(api)}/dashboard/${path}`);
        await owner.page.getByRole('heading', { name: heading, level: 1 }).waitFor();
        await owner.page.locator('main table tbody tr').first().waitFor();
      }
      assert.deepEqual(await faultsOf(owner.page), []);
      assert.deepEqual(owner.complaints, []);
      await owner.close();

      const developer = await openWatched(browser, { width: 375, colorScheme: 'dark' });
      const { page } = developer;
      const [user] = api.users;
      assert.ok(user);
      await signIn(page, api, user);
      await page.goto(`${originOf(api)}/dashboard/applications/new`);
      await page.getByLabel('Name').fill('First steps');
      await page.getByLabel('Redirect URIs').fill('https://app.example/callback');
      await page.getByText('These can be used.').waitFor();
      await page.getByRole('group', { name: 'Scopes' }).getByRole('checkbox').first().check();
      assert.deepEqual(await faultsOf(page), []);
      await page.getByRole('button', { name: 'Create an application' }).click();
      const secret = await takeSecret(page);
      await page.getByRole('heading', { name: 'First steps', level: 1 }).waitFor();
      assert.match(await connectTest(page, secret), /HTTP\/1\.1 200/);
      assert.deepEqual(await faultsOf(page), []);
      assert.deepEqual(developer.complaints, []);
      await developer.close();
    });

    it(`${name}: a script’s author ticks a call, and the printed command makes it`, async () => {
      const api = running.demo.apis[name];
      assert.ok(api);
      const { page, complaints, close } = await openWatched(browser, { width: 375, colorScheme: 'dark' });
      const [user] = api.users;
      assert.ok(user);
      await signIn(page, api, user);
      await page.goto(`${originOf(api)}/account`);
      await page.getByRole('main').getByRole('link', { name: TOKENS[name] }).click();
      await page.getByRole('link', { name: 'Create token' }).click();
      await page.getByLabel('Name', { exact: true }).fill('First script');
      const calls = page.getByRole('group', { name: 'The calls that it makes' });
      await calls.locator('summary').first().click();
      await calls.locator('code', { hasText: 'GET ' }).first().click();
      const reach = page.getByRole('group', { name: 'Choose what it may reach' });
      if (await reach.isVisible()) await reach.locator('input:enabled').first().check();
      assert.deepEqual(await faultsOf(page), []);
      await page.getByRole('button', { name: 'Create token' }).click();
      const command = await page.locator('#example').innerText();
      assert.deepEqual(await faultsOf(page), []);
      const { stdout } = await promisify(execFile)('sh', [
        '-c',
        `${command} --silent --output /dev/null -w '%{http_code}'`,
      ]);
      assert.equal(stdout, '200', command);
      assert.deepEqual(complaints, []);
      await close();
    });
  }

  for (const name of NAMES) {
    it(`${name}: a customer signs in, allows an application, and takes it back in two clicks`, async () => {
      const api = running.demo.apis[name];
      const client = api?.clients.find(({ redirect_uris: [first] }) => first?.startsWith('http://tour.'));
      const [user] = api?.users ?? [];
      assert.ok(api && client && user);
      const [redirectUri = ''] = client.redirect_uris;
      const { page, complaints, close } = await openWatched(browser, { width: 375 });
      await page.goto(askedBy(api, client, redirectUri));
      assert.deepEqual(await faultsOf(page), []);
      await fillSignIn(page, user);
      await page.getByRole('heading', { name: `${client.name} wants`, level: 1 }).waitFor();
      assert.deepEqual(await faultsOf(page), []);
      const reach = page.getByRole('group', { name: 'Choose what it may reach' });
      if (await reach.isVisible()) await reach.locator('input:enabled').first().check();
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      await page.waitForURL(`${redirectUri}?**`);

      await page.goto(`${originOf(api)}/account`);
      await page.getByRole('main').getByRole('link', { name: CONNECTIONS[name] }).click();
      await page.getByRole('link', { name: client.name }).first().click();
      await page.getByRole('heading', { name: client.name, level: 1 }).waitFor();
      assert.deepEqual(await faultsOf(page), []);
      await page.getByRole('main').getByRole('link', { name: 'Revoke' }).first().click();
      await page.getByRole('heading', { name: `Revoke ${client.name}?` }).waitFor();
      assert.deepEqual(await faultsOf(page), []);
      await page.getByRole('button', { name: 'Revoke for good' }).click();
      await page.getByText('Everything issued for it stopped working at once').waitFor();
      assert.deepEqual(complaints, []);
      await close();
    });
  }

  for (const name of NAMES) {
    it(`${name}: a developer without a tenant signs up, and connects invented data in two clicks`, async () => {
      const api = running.demo.apis[name];
      assert.ok(api);
      const developer = await openWatched(browser, { width: 1280 });
      const { page } = developer;
      await signUp(page, api, `dora@${name}-apps.example`);
      if (name === 'procurios') await approved(browser, api, page);
      const secret = await newApplication(page, 'Dora’s calendar');
      assert.match(await connectTest(page, secret), SAMPLES[name]);
      assert.deepEqual(developer.complaints, []);
      await developer.close();
    });
  }

  it('proconvey: a platform is tried in the sandbox, and the live one waits until it is approved', async () => {
    const api = running.demo.apis.proconvey;
    assert.ok(api);
    const developer = await openWatched(browser, { width: 1280 });
    const { page } = developer;
    await signUp(page, api, 'pat@platforms.example');
    const secret = await newApplication(page, 'Pat’s platform', 'Platform');
    assert.match(await connectTest(page, secret), SAMPLES.proconvey);

    await page.getByRole('tab', { name: 'Credentials' }).click();
    await page.getByRole('link', { name: 'Make the live one' }).click();
    await page.getByRole('button', { name: 'Create an application' }).click();
    await takeSecret(page);
    await page.getByText('Waits for approval').first().waitFor();
    const owner = await openWatched(browser, { width: 375 });
    await signIn(owner.page, api, {
      email: 'olivia@proconvey.example',
      password: 'olivia-operates-proconvey',
    });
    await owner.page.getByRole('link', { name: 'Pat’s platform' }).click();
    await owner.page.getByRole('button', { name: 'Approve' }).click();
    await owner.page.getByText('Pat’s platform is approved.').waitFor();
    assert.deepEqual(await faultsOf(owner.page), []);
    assert.deepEqual([...developer.complaints, ...owner.complaints], []);
    await Promise.all([owner.close(), developer.close()]);
  });
});

/** Opens an account as a developer, by the link in a mail, and is led to the form of a first application. */
async function signUp(page: Page, api: DemoApi, email: string): Promise<void> {
  await page.goto(`${originOf(api)}/developers/sign-up`);
  await page.getByRole('textbox').fill(email);
  await page.getByRole('main').getByRole('button').first().click();
  await page.getByRole('link', { name: 'mailbox' }).click();
  await page.locator('a[href*="/developers/sign-up/"]').first().click();
  await page.getByLabel('Name').fill('Dora Hill');
  await page.getByLabel('Password').fill('a phrase that nobody knows');
  const purpose = page.getByLabel('What do you want to make?');
  if (await purpose.isVisible()) await purpose.fill('A calendar of everything');
  await page.getByRole('main').getByRole('button').first().click();
}

/** Has the API's owner approve the developer who waits on a page, and leads them on. */
async function approved(browser: Browser, api: DemoApi, page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Your request is with us' }).waitFor();
  const owner = await openWatched(browser, { width: 375 });
  await signIn(owner.page, api, {
    email: 'olivia@procurios.example',
    password: 'olivia-operates-procurios',
  });
  await owner.page.getByRole('link', { name: 'Look at them' }).click();
  await owner.page.getByRole('button', { name: 'Approve' }).click();
  await owner.page.getByText('Dora Hill may make applications now').waitFor();
  assert.deepEqual(owner.complaints, []);
  await owner.close();
  await page.reload();
  await page.getByRole('link', { name: 'New application' }).click();
}

/** Fills in the form of a new application, and returns its secret. */
async function newApplication(page: Page, name: string, kind?: string): Promise<string> {
  await page.getByRole('heading', { name: 'Create an application', level: 1 }).waitFor();
  await page.getByLabel('Name').fill(name);
  if (kind) {
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: kind }).click();
  }
  await page.getByLabel('Redirect URIs').fill('https://calendar.example/callback');
  await page.getByRole('group', { name: 'Scopes' }).getByRole('checkbox').first().check();
  await page.getByRole('button', { name: 'Create an application' }).click();
  return takeSecret(page);
}

/** Reads a new secret, and closes the dialog that shows it once. */
async function takeSecret(page: Page): Promise<string> {
  const shown = page.getByRole('dialog', { name: 'Your new secret' });
  const secret = await shown.getByRole('code').first().innerText();
  await shown.getByRole('button').last().click();
  return secret;
}

/** Connects the application on the page to data for tests, and returns what the printed commands say. */
async function connectTest(page: Page, secret: string): Promise<string> {
  await page.getByRole('button', { name: 'Connect a test account' }).click();
  const commands = await page.getByText(/^CLIENT_SECRET=/).innerText();
  assert.deepEqual(await faultsOf(page), []);
  const program = commands.replace('CLIENT_SECRET=…', `CLIENT_SECRET='${secret}'`);
  return (await promisify(execFile)('sh', ['-c', program])).stdout;
}

const originOf = ({ issuer }: DemoApi): string => new URL(issuer).origin;

async function signIn(
  page: Page,
  api: DemoApi,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.goto(`${originOf(api)}/dashboard/`);
  await fillSignIn(page, { email, password });
  await page.waitForURL(`${originOf(api)}/dashboard/`);
}

async function fillSignIn(
  page: Page,
  { email, password }: { email: string; password: string },
): Promise<void> {
  const form = page.locator('form[action="/sign-in"]');
  await form.locator('[name="email"]').fill(email);
  await form.locator('[name="password"]').fill(password);
  await form.locator('[type="submit"]').first().click();
}

/** Returns the address at which a client asks for the first of its scopes, with PKCE. */
function askedBy(api: DemoApi, client: DemoApi['clients'][number], redirectUri: string): string {
  const [scope = ''] = client.scope.split(' ');
  const challenge = createHash('sha256')
    .update('a verifier of forty-three characters or more')
    .digest('base64url');
  const query = new URLSearchParams({
    ...{
      response_type: 'code',
      client_id: client.client_id,
      redirect_uri: redirectUri,
      scope,
      state: 'back',
    },
    ...{ code_challenge: challenge, code_challenge_method: 'S256' },
  });
  return `${api.authorization_endpoint}?${query}`;
}
