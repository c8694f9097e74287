import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { HOUR } from '../../src/lib/clock.ts';
import { ClientId, TenantId, UserId } from '../../src/model/index.ts';
import { burst } from '../anomalies/burst.ts';
import { complaintsOf, openBrowser } from '../browser.ts';
import { receiver } from '../delivery/world.ts';
import { authorizePath, client, openSite, type Site } from './site.ts';
import { PASSWORD } from './visitor.ts';

/*
 * Only a browser can show that the policy lets our own style sheet and forms work, that the redirect to the
 * client survives it, and that the pages fit a small phone.
 */

let site: Site;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** The page of a webhook endpoint, as soon as there is one. */
let endpoint = '';
/** The page of a connection with calls and with unusual use. */
let connection = '';
const callback = createServer((_request, response) => response.end('back at the client'));

before(async () => {
  await new Promise<void>((resolve) => callback.listen(0, '127.0.0.1', resolve));
  site = await openSite({
    clients: [
      client({ id: 'desktop', redirectUris: ['http://127.0.0.1/callback'] }),
      client({
        ...{ id: 'nimbus', name: 'Nimbus CRM' },
        ...{ ownerUserId: UserId('ada'), tenantId: TenantId('org_harbour') },
      }),
    ],
  });
  browser = await openBrowser();
  context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false });
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await site?.close();
  await new Promise((resolve) => callback.close(resolve));
});

test('a user signs in, chooses, allows, and arrives at the client', async () => {
  const complaints = complaintsOf(page);
  const { port } = callback.address() as AddressInfo;
  const redirect = `http://127.0.0.1:${port}/callback`;
  const path = authorizePath({ client_id: 'desktop', redirect_uri: redirect, scope: 'read projects' });
  await page.goto(site.origin + path);
  await page.getByLabel('Email address').fill('ada@harbour.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(site.origin + path);
  await page.getByLabel('Blog').check();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.waitForURL(`${redirect}**`);
  assert.equal(await page.textContent('body'), 'back at the client');
  assert.deepEqual(complaints, [], 'nothing was stopped by the policy');
});

test('a developer adds a webhook endpoint, copies its secret, and sees what it answers to a test event', async (t) => {
  const body = `no room: ${'x'.repeat(900)}`;
  const { url, received } = await receiver(t, (_request, response) => response.writeHead(507).end(body));
  await page.goto(`${site.origin}/account/clients/nimbus`);
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.getByRole('link', { name: 'Add an endpoint' }).click();
  await page.getByLabel('Address', { exact: true }).fill(url);
  await page.getByLabel('token.reused').uncheck();
  await page.getByRole('button', { name: 'Add the endpoint' }).click();
  assert.match((await page.locator('code.secret').textContent()) ?? '', /^whsec_/);
  await page.getByRole('link', { name: 'I have copied it' }).click();
  await page.getByRole('button', { name: 'Send a test event' }).waitFor();
  endpoint = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Send a test event' }).click();
  const said = await page.getByRole('alert').textContent();
  assert.match(said ?? '', /The receiver answered 507: no room: x{491}$/);
  assert.equal(received.length, 1);
});

test('a connection shows its calls as a picture and as a table without scripts, and unusual use is closed by a click', async () => {
  const { store } = site.api;
  const path = authorizePath({ client_id: 'nimbus', scope: 'read' });
  await page.goto(site.origin + path);
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  // The client's address has no server. Until that has failed, it would interrupt the next navigation.
  await page.waitForURL('chrome-error://chromewebdata/');
  const ids = { tenantId: TenantId('org_harbour'), clientId: ClientId('nimbus') };
  const grant = await store.grantFor(ids.clientId, UserId('ada'), ids.tenantId);
  const { connectedAccountId, id } = grant ?? assert.fail();
  await burst(store, site.clock.now() - HOUR, { ...ids, connectedAccountId });
  connection = `/account/connections/${id}`;
  await page.goto(site.origin + connection);
  const chart = page.getByRole('img', { name: /^Calls by day: 1,530 were allowed/ });
  const bars = await chart
    .locator('rect.allowed')
    .evaluateAll((all) =>
      all.map((each) => [each.getBoundingClientRect().height, getComputedStyle(each).fill] as const),
    );
  assert.equal(bars.length, 11);
  assert.deepEqual(
    [bars.at(-1)?.[1], Math.round(bars.at(-1)?.[0] ?? 0)],
    ['rgb(47, 75, 216)', 143],
    'coloured by the style sheet, and the busiest day fills the height',
  );
  await page.getByText('As a table').click();
  await page.getByRole('row', { name: /31 May 2026 921 0/ }).waitFor();
  await page.getByText('900 calls came in one hour').waitFor();
  await page.getByRole('button', { name: 'This was us' }).click();
  await page.getByText('The alert is closed.').waitFor();
});

test('every page fits a phone of 360 pixels, is styled, and has its headings in order', async () => {
  for (const path of [
    '/sign-out',
    '/account',
    '/account/connections',
    '/account/tokens',
    '/account/you',
    '/account/you/sign-out',
    '/account/people/vera',
    '/account/people/vera/new-password',
    '/account/people/roles/clerk/remove',
    '/account/tokens/new',
    '/account/clients',
    '/account/clients/new',
    '/account/clients/nimbus',
    '/account/clients/nimbus/connections',
    '/account/clients/nimbus/usage',
    connection,
    '/account/clients/nimbus/webhooks',
    '/account/clients/nimbus/webhooks/new',
    endpoint,
    '/account/people',
    authorizePath(),
    authorizePath({ client_id: 'nobody' }),
  ]) {
    await page.goto(site.origin + path);
    const seen = await context.newCDPSession(page).then(async (session) => {
      const { result } = await session.send('Runtime.evaluate', {
        returnByValue: true,
        expression: `({
          wide: document.documentElement.scrollWidth,
          background: getComputedStyle(document.body).backgroundColor,
          headings: [...document.querySelectorAll('h1, h2, h3')].map((each) => Number(each.tagName[1])),
          unlabelled: [...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter((each) => each.labels.length === 0).length,
          small: [...document.querySelectorAll('.button, .choice')].filter((each) => each.getBoundingClientRect().height < 44).length,
        })`,
      });
      return result.value as Record<string, unknown> & { headings: number[] };
    });
    const { headings, ...rest } = seen;
    assert.deepEqual(rest, { wide: 360, background: 'rgb(243, 244, 248)', unlabelled: 0, small: 0 }, path);
    assert.equal(headings.filter((level) => level === 1).length, 1, path);
    assert.ok(
      headings.every((level, index) => level <= (headings[index - 1] ?? 2) + 1),
      path,
    );
  }
});

test('a user changes their password', async () => {
  const own = await browser.newContext({ javaScriptEnabled: false });
  const tab = await own.newPage();
  await tab.goto(`${site.origin}/account/you`);
  await tab.getByLabel('Email address').fill('vera@harbour.example');
  await tab.getByLabel('Password').fill(PASSWORD);
  await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
  await tab.getByLabel('Current password').fill(PASSWORD);
  await tab.getByLabel('New password').fill('a battery of staples');
  await tab.getByRole('button', { name: 'Change the password' }).click();
  await tab.getByText('Your password was changed.').waitFor();
  await own.close();
});

test('a form whose session ended is there again in a browser, as it was filled in', async () => {
  const own = await browser.newContext({ javaScriptEnabled: false });
  const tab = await own.newPage();
  const signIn = async () => {
    await tab.getByLabel('Email address').fill('ada@harbour.example');
    await tab.getByLabel('Password').fill(PASSWORD);
    await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  await tab.goto(`${site.origin}/account/tokens/new`);
  await signIn();
  await tab.getByLabel('Name').fill('Nightly “export”');
  await tab.getByText(/^All \d+ scopes$/).click();
  await tab.getByLabel('See cases', { exact: false }).last().check();
  await tab.getByLabel('Expires in').selectOption({ index: 0 });
  await tab.getByLabel('Only from these addresses').fill('203.0.113.9\n2001:db8::/32');
  await own.clearCookies({ name: 'latchkey-session' });
  await tab.getByRole('button', { name: 'Create token' }).click();
  await tab.getByText('Your session has ended, and nothing has changed yet.').waitFor();
  await signIn();
  await tab.getByText('You had to sign in again').waitFor();
  assert.equal(await tab.getByLabel('Name').inputValue(), 'Nightly “export”');
  assert.equal(await tab.getByLabel('See cases', { exact: false }).last().isChecked(), true);
  assert.equal(await tab.getByLabel('Only from these addresses').inputValue(), '203.0.113.9\n2001:db8::/32');
  await tab.getByRole('button', { name: 'Create token' }).click();
  await tab.getByText('Your new token').first().waitFor();
  await own.close();
});

test('no other page can show ours in a frame', async () => {
  const frames = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<iframe src="${site.origin}/account"></iframe>`);
  });
  await new Promise<void>((resolve) => frames.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = frames.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    const [, frame] = page.frames();
    assert.ok(frame);
    assert.doesNotMatch(await frame.content(), /Harbour/);
  } finally {
    await new Promise((resolve) => frames.close(resolve));
  }
});
