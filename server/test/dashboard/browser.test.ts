import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import { type DashboardSite, openDashboard, signInTo } from './site.ts';
import { faultsOf, openWatched, tooWide } from './watched.ts';

let site: DashboardSite;
let browser: Browser;

before(async () => {
  site = await openDashboard();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

test('every part of the set is shown, in both schemes and on a phone, without a fault that axe finds', async () => {
  for (const look of [
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 320 },
  ] as const) {
    const { page, complaints, close } = await openWatched(browser, look);
    await signInTo(page, `${site.origin}/dashboard/ui`, 'dev@harbour.example');
    await page.getByRole('heading', { name: 'Parts' }).waitFor();
    assert.deepEqual(await faultsOf(page), []);
    assert.deepEqual(await tooWide(page), []);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await faultsOf(page), []);
    await page.keyboard.press('Escape');
    await page.getByRole('combobox').click();
    await page.getByRole('option', { name: 'Sandbox' }).click();
    await page.getByRole('button', { name: 'Tell' }).click();
    await page.getByText('Your changes are saved.').waitFor();
    assert.deepEqual(complaints, []);
    await close();
  }
});

test('of ten thousand rows only those near the window are in the document', async () => {
  const { page, close } = await openWatched(browser, { width: 1280 });
  await signInTo(page, `${site.origin}/dashboard/ui`, 'dev@harbour.example');
  const table = page.getByRole('table', { name: 'Applications' });
  await table.scrollIntoViewIfNeeded();
  assert.ok((await table.getByRole('row').count()) < 60);
  await page.keyboard.press('End');
  await table.getByText('Application 9999').waitFor();
  assert.ok((await table.getByRole('row').count()) < 60);
  await close();
});

test('a page that is not found keeps the navigation', async () => {
  const { page, complaints, close } = await openWatched(browser, { width: 1280 });
  await signInTo(page, `${site.origin}/dashboard/nowhere`, 'dev@harbour.example');
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  await page.getByRole('navigation').getByRole('link', { name: 'Overview' }).click();
  await page.waitForURL(`${site.origin}/dashboard/`);
  assert.deepEqual(complaints, []);
  await close();
});
