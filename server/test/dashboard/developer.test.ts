import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { DE } from '../../../dashboard/src/words/de/index.ts';
import { EN } from '../../../dashboard/src/words/en/index.ts';
import { eventWithoutRequest } from '../../src/audit/event.ts';
import { wordsIn } from '../../src/words/words.ts';
import { openBrowser } from '../browser.ts';
import { receiver } from '../delivery/world.ts';
import { englishLeft } from '../words/english-left.ts';
import { type DashboardSite, openDashboard, signInTo } from './site.ts';
import { faultsOf, openWatched, tooWide, type Watched } from './watched.ts';

/*
 * The main path of a platform developer: register an application, copy a command, see what was refused and why, change scopes.
 */

let site: DashboardSite;
let browser: Browser;
let watched: Watched;
let page: Page;

before(async () => {
  site = await openDashboard();
  browser = await openBrowser();
  watched = await openWatched(browser, { width: 1280 });
  page = watched.page;
  await signInTo(page, `${site.origin}/dashboard/applications`, 'dev@harbour.example');
});
after(async () => {
  await browser?.close();
  await site?.close();
});

test('an application is registered: addresses are checked as typed, and the secret is shown once', async () => {
  await page.getByRole('link', { name: 'Create an application' }).first().click();
  await page.getByRole('button', { name: 'Create an application' }).click();
  await page.getByLabel('Name').and(page.locator('[aria-invalid="true"]')).waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await page.getByLabel('Name').fill('Reports');
  const uris = page.getByLabel('Redirect URIs');
  await uris.fill('http://reports.example/callback');
  await page.locator('[aria-invalid="true"][rows]').waitFor();
  await uris.fill('https://reports.example/callback');
  await page.getByText('These can be used.').waitFor();
  await page.getByLabel('See cases').check();
  await page.getByLabel('Why it needs read').fill('To draw reports.');
  await page.getByRole('button', { name: 'Create an application' }).click();
  const shown = page.getByRole('dialog', { name: 'Your new secret' });
  assert.match((await shown.locator('code').textContent()) ?? '', /[\w-]{20}/);
  await shown.getByRole('button', { name: 'I have copied it' }).click();
  await page.getByRole('heading', { name: 'Reports' }).waitFor();
});

test('quick starts have the id of the application filled in, in four languages', async () => {
  const id = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');
  for (const language of ['curl', 'TypeScript', 'Python', 'Go']) {
    await page.getByRole('tab', { name: language, exact: true }).click();
    const text = await page
      .getByRole('tabpanel', { name: language, exact: true })
      .locator('pre')
      .textContent();
    assert.ok(text?.includes(id) && text.includes(site.api.address.endpoints.token), language);
  }
});

test('a test connection is one click away, and its commands get tokens and call the API', async () => {
  await page.getByRole('button', { name: 'Connect a test account' }).click();
  const commands = page.locator('pre').filter({ hasText: 'code_verifier=' }).first();
  assert.match((await commands.textContent()) ?? '', /access_token[\s\S]+Authorization: Bearer \$TOKEN/);
  await page.getByText('org_harbour').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await page.getByRole('tab', { name: 'Credentials' }).click();
  await page.getByRole('link', { name: 'Make the live one' }).click();
  assert.equal(await page.getByLabel('Redirect URIs').inputValue(), 'https://reports.example/callback');
  await page.getByRole('button', { name: 'Create an application' }).click();
  await page.getByRole('dialog', { name: 'Your new secret' }).getByRole('button').last().click();
  await page.getByRole('tab', { name: 'Credentials' }).click();
  // Both panels are there while one takes the place of the other.
  const credentials = page.getByRole('tabpanel', { name: 'Credentials' });
  await credentials.getByRole('link', { name: 'Open the one in the sandbox' }).waitFor();
});

test('connected accounts are listed without people, and each has its usage and how near its limits are', async () => {
  await page.goto(`${site.origin}/dashboard/applications/nimbus?tab=connections`);
  await page.getByText('Harbour Law').waitFor();
  assert.equal(await page.getByText('Olga').count(), 0);
  await page.getByRole('tabpanel').getByRole('button', { name: 'Usage' }).click();
  await page.waitForURL(/connectedAccount=conn_/);
  await page
    .getByRole('row', { name: /addCase/ })
    .getByRole('cell', { name: '20' })
    .waitFor();
  await page.getByRole('combobox', { name: 'Connected account' }).getByText('conn_nimbus').waitFor();
  assert.deepEqual(await faultsOf(page), []);
});

test('a refusal shows its checks, what to do and where; filters stay in the address', async () => {
  await page.goto(`${site.origin}/dashboard/applications/nimbus?tab=refusals`);
  await page.getByText('insufficient_scope').waitFor();
  await page.getByText('✕ The scopes suffice').waitFor();
  await page.getByRole('button', { name: 'Why?' }).click();
  await page
    .getByRole('dialog')
    .getByText('Ask the user to authorize again, with what is missing.')
    .waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Show these calls' }).click();
  await page.waitForURL(/tab=requests/);
  assert.equal(new URL(page.url()).searchParams.get('operation'), 'addCase');
  // The stream shows a call as it is made.
  await page.getByRole('button', { name: 'POST addCase' }).first().waitFor();
  const before = await page.getByRole('row').count();
  await site.refuse();
  await page.getByRole('row').nth(before).waitFor();
  await page.getByRole('button', { name: 'POST addCase' }).first().click();
  const decision = page.getByRole('dialog', { name: 'How this call was decided' });
  await decision
    .getByText('The scopes suffice: not passed')
    .or(decision.getByText('The scopes suffice'))
    .first()
    .waitFor();
  assert.equal(await decision.getByText('The token lacks the scope write.').count(), 1);
  assert.deepEqual(await faultsOf(page), []);
  await decision.getByRole('button', { name: 'Look at the scopes' }).click();
  await page.getByRole('tab', { name: 'Scopes', selected: true }).waitFor();
  await page.reload();
  await page.getByRole('tab', { name: 'Scopes', selected: true }).waitFor();
});

test('an endpoint for webhooks is added, its secret is shown once, and a test event tells what it answers', async (t) => {
  const { url, received } = await receiver(t, (_request, response) =>
    response.writeHead(200).end('thank you'),
  );
  await page.goto(`${site.origin}/dashboard/applications/nimbus?tab=webhooks`);
  await page.getByRole('button', { name: 'Add an endpoint' }).click();
  const form = page.getByRole('dialog', { name: 'Add an endpoint' });
  await form.getByRole('textbox', { name: 'Address' }).fill(url);
  await form.getByRole('button', { name: 'Add an endpoint' }).click();
  const secret = page.getByRole('dialog', { name: 'The signing secret' });
  assert.match((await secret.locator('code').textContent()) ?? '', /^whsec_/);
  await secret.getByRole('button', { name: 'I have copied it' }).click();
  await page.getByRole('link', { name: url }).click();
  await page.getByRole('button', { name: 'Send a test event' }).click();
  await page.getByText('The endpoint answered:').waitFor();
  await page.getByRole('button', { name: 'Change the endpoint' }).click();
  const change = page.getByRole('dialog', { name: 'Change the endpoint' });
  await change.getByLabel('limit.near').uncheck();
  await change.getByRole('button', { name: 'Save' }).click();
  await change.waitFor({ state: 'detached' });
  await page.getByText('limit.near').waitFor({ state: 'detached' });
  assert.equal(received.length, 1);
  assert.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Remove the endpoint' }).click();
  await page
    .getByRole('dialog', { name: 'Remove this endpoint?' })
    .getByRole('button', { name: 'Remove the endpoint' })
    .click();
  await page.getByText('No endpoint yet').waitFor();
});

test('an application gets a picture, and one that cannot be used is told', async () => {
  await page.goto(`${site.origin}/dashboard/applications/nimbus?tab=settings`);
  const file = (buffer: Buffer) => ({ name: 'logo.png', mimeType: 'image/png', buffer });
  const upload = page.getByLabel('Choose a picture').and(page.locator('[type="file"]'));
  await upload.setInputFiles(file(Buffer.from('<svg/>')));
  await page.getByText('This is no PNG, JPEG or WebP.').waitFor();
  await upload.setInputFiles(file(await page.screenshot({ clip: { x: 0, y: 0, width: 64, height: 64 } })));
  const picture = page.locator('main img[src^="/logos/"]').first();
  await picture.waitFor();
  const width = await picture.evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    return image.naturalWidth;
  });
  assert.equal(width, 64);
  assert.deepEqual(await faultsOf(page), []);
});

test('a change that somebody else made meanwhile is told, and what is there can be taken over', async () => {
  await page.goto(`${site.origin}/dashboard/applications/nimbus?tab=settings`);
  const uris = page.getByLabel('Redirect URIs');
  const registered = await uris.inputValue();
  await uris.fill(`${registered}\nhttps://nimbus.example/second`);
  await page.getByText('These can be used.').waitFor();
  await uris.fill(registered);
  const name = page.getByLabel('Name');
  await name.fill('Nimbus, mine');
  const now = site.api.clock.now();
  const found = await site.api.store.client('nimbus', now);
  assert.ok(found);
  await site.api.store.updateClient({ ...found.client, name: 'Nimbus, theirs' }, [
    eventWithoutRequest('client.changed', now, { clientId: found.client.id }),
  ]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Somebody else changed this meanwhile').waitFor();
  assert.equal(await name.inputValue(), 'Nimbus, mine');
  await page.getByRole('button', { name: 'Show what is there now' }).click();
  await page.getByRole('heading', { name: 'Nimbus, theirs' }).waitFor();
  await name.and(page.locator('[value="Nimbus, theirs"]')).waitFor();
  await name.fill('Nimbus');
  for (const next of ['Nimbus', 'Nimbus CRM']) {
    await name.fill(next);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: next, exact: true }).waitFor();
  }
  // A browser notes each answer of 4xx in its console.
  assert.deepEqual(
    watched.complaints.filter((said) => !/status of 4(12|22|00)/.test(said)),
    [],
  );
});

test('on a phone, in the dark and in German, the menu opens and every tab is without a fault', async () => {
  const phone = await openWatched(browser, { width: 320, colorScheme: 'dark', locale: 'de-DE' });
  await signInTo(phone.page, `${site.origin}/dashboard`, 'dev@harbour.example');
  await phone.page.getByRole('button', { name: 'Menü' }).click();
  await phone.page.getByRole('link', { name: 'Anwendungen' }).click();
  await phone.page.getByRole('link', { name: 'Nimbus CRM' }).click();
  for (const tab of [
    'Schnellstart',
    'Zugangsdaten',
    'Aufrufe',
    'Abweisungen',
    'Nutzung',
    'Verbindungen',
    'Scopes',
    'Einstellungen',
  ]) {
    await phone.page.getByRole('tab', { name: tab, exact: true }).click();
    await phone.page.getByRole('tabpanel').first().waitFor();
    assert.deepEqual(await faultsOf(phone.page), [], tab);
    const left = await englishLeft(
      phone.page,
      { server: wordsIn('en'), dashboard: EN },
      { server: wordsIn('de'), dashboard: DE },
    );
    assert.deepEqual(left, [], tab);
    assert.deepEqual(await tooWide(phone.page), [], tab);
  }
  assert.deepEqual(phone.complaints, []);
  await phone.close();
});
