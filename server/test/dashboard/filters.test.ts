import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import { type DashboardSite, openDashboard, signInTo } from './site.ts';
import { openWatched } from './watched.ts';

/*
 * The filters above a list, by somebody who is faster than the page.
 */

let site: DashboardSite;
let browser: Browser;
let page: Page;

before(async () => {
  site = await openDashboard();
  browser = await openBrowser();
  ({ page } = await openWatched(browser, { width: 1280 }));
  await signInTo(page, `${site.origin}/dashboard/owner/audit`, 'owner@harbour.example');
});
after(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.waitForURL(/\/audit$/);
});

/** Evaluated in the browser: the texts of the search fields. */
const VALUES = `[...document.querySelectorAll('input[type=search]')].map(({ value }) => value)`;
const client = () => page.getByRole('searchbox', { name: 'Client' });

test('a filter that is chosen before the pause after typing is over stays', async () => {
  await client().fill('nimbus');
  await page.getByLabel('From').fill('2020-01-01');
  await page.waitForURL(/client=nimbus/);
  assert.equal(new URL(page.url()).searchParams.get('since'), '2020-01-01');
});

test('a filter that is chosen while another is cleared stays, and the other is cleared', async () => {
  await client().fill('nimbus');
  await page.waitForURL(/client=nimbus/);
  await client().fill('');
  await page.getByLabel('From').fill('2020-01-01');
  await page.waitForURL(/\/audit\?since=2020-01-01$/);
});

test('somebody who pauses between two words keeps the space', async () => {
  const listed = page.waitForResponse(/client=north/);
  await client().pressSequentially('north ');
  await listed;
  await client().pressSequentially('star');
  await page.waitForURL(/client=north\+star/);
  assert.equal(await client().inputValue(), 'north star');
});

test('what is typed follows the address: empty where the page is opened anew, and as before on the way back', async () => {
  await client().fill('nimbus');
  await page.waitForURL(/client=nimbus/);
  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.waitForFunction(`${VALUES}.every((value) => value === '')`);
  await page.goBack();
  await page.waitForFunction(`${VALUES}.includes('nimbus')`);
});
