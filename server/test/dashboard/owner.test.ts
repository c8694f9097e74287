import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { EN } from '../../../dashboard/src/words/en/index.ts';
import { NL } from '../../../dashboard/src/words/nl/index.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import { newPersonalToken } from '../../src/manage/tokens/create.ts';
import { TenantId, UserId } from '../../src/model/index.ts';
import { wordsIn } from '../../src/words/words.ts';
import { openBrowser } from '../browser.ts';
import { englishLeft } from '../words/english-left.ts';
import { type DashboardSite, openDashboard, PASSWORD, signInTo } from './site.ts';
import { faultsOf, openWatched, type Watched } from './watched.ts';

/*
 * The API owner's pages, by somebody who types and clicks.
 */

let site: DashboardSite;
let browser: Browser;
let watched: Watched;
let page: Page;

before(async () => {
  site = await openDashboard({ developers: { approval: 'live' } });
  browser = await openBrowser();
  watched = await openWatched(browser, { width: 1280 });
  page = watched.page;
  await signInTo(page, `${site.origin}/dashboard/owner/tenants`, 'owner@harbour.example');
});
after(async () => {
  await browser?.close();
  await site?.close();
});

test('a tenant is created: a fault stands next to its field, and the rest is kept', async () => {
  await page.getByRole('button', { name: 'Create a tenant' }).click();
  const form = page.getByRole('dialog', { name: 'Create a tenant' });
  await form.getByLabel('Name').fill('North & Sons');
  await form.getByLabel('Id').fill('org north');
  await form.getByRole('button', { name: 'Create a tenant' }).click();
  const id = form.getByLabel('Id');
  await form.getByText('up to 100 characters of plain ASCII without spaces').waitFor();
  await id.and(page.locator(':focus')).waitFor();
  assert.equal(await form.getByLabel('Name').inputValue(), 'North & Sons');
  assert.deepEqual(await faultsOf(page), []);
  await id.fill('org_north');
  await form.getByRole('button', { name: 'Create a tenant' }).click();
  await form.waitFor({ state: 'detached' });
  await page.getByRole('cell', { name: 'org_north' }).waitFor();
});

test('a session that ends while somebody types is renewed in a window of its own, and nothing is lost', async () => {
  await page.getByRole('button', { name: 'Create a tenant' }).click();
  await page.getByLabel('Name', { exact: true }).fill('South');
  await page.getByLabel('Id', { exact: true }).fill('org_south');
  await page.context().clearCookies();
  await page
    .getByRole('dialog', { name: 'Create a tenant' })
    .getByRole('button', { name: 'Create a tenant' })
    .click();
  const opening = page.waitForEvent('popup');
  await page.getByRole('dialog', { name: 'Your session has ended' }).getByRole('link').click();
  const popup = await opening;
  await popup.getByLabel('Email address').fill('owner@harbour.example');
  await popup.getByLabel('Password').fill(PASSWORD);
  const closed = popup.waitForEvent('close');
  await popup.getByRole('button', { name: 'Sign in', exact: true }).click();
  await closed;
  await page.getByRole('cell', { name: 'org_south' }).waitFor();
  // A browser notes each answer of 401 in its console.
  watched.complaints.splice(0);
});

test('a dangerous act after a while needs a new proof, which is left be or given; what was typed is kept, and it is done once', async () => {
  site.turnClock(11 * MINUTE);
  await page.getByRole('link', { name: 'Operators' }).click();
  await page.getByRole('button', { name: 'Add an operator' }).click();
  const form = page.getByRole('dialog', { name: 'Add an operator' });
  await form.getByLabel('User id').fill('dev');
  const add = form.getByRole('button', { name: 'Add an operator' });
  const proof = page.getByRole('dialog', { name: 'Show that it is you' });
  await add.click();
  await proof.getByRole('button', { name: 'Cancel' }).click();
  await form.getByText('Nothing was changed, because nobody showed that it is you.').waitFor();
  assert.equal(await form.getByLabel('User id').inputValue(), 'dev');
  await add.click();
  assert.deepEqual(await faultsOf(page), []);
  const opening = page.waitForEvent('popup');
  await proof.getByRole('link', { name: 'Sign in' }).click();
  const popup = await opening;
  await popup.getByText('Show that it is you').waitFor();
  await popup.getByLabel('Password').fill(PASSWORD);
  const closed = popup.waitForEvent('close');
  await popup.locator('form[action="/sign-in"] [type="submit"]').first().click();
  await closed;
  await page.getByRole('cell', { name: 'Dana Developer', exact: true }).waitFor();
  await form.waitFor({ state: 'detached' });
  await site.api.store.removeOperator({ userId: UserId('dev'), audit: [] });
  watched.complaints.splice(0);
});

test('something that was removed meanwhile says so, and the page stays', async () => {
  await site.api.store.addTenant({ id: TenantId('org_gone'), name: 'Gone soon' }, []);
  await page.goto(`${site.origin}/dashboard/owner/tenants/org_gone`);
  await page.getByRole('button', { name: 'Add a person' }).first().click();
  const form = page.getByRole('dialog', { name: 'Add a person' });
  await form.getByLabel('Email address').fill('dev@harbour.example');
  await site.api.store.deleteTenant({ tenantId: TenantId('org_gone'), audit: [] });
  await form.getByRole('button', { name: 'Add a person' }).click();
  await form.getByText('This is not there any more').waitFor();
  assert.equal(await form.getByLabel('Email address').inputValue(), 'dev@harbour.example');
  await form.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('main').getByText('This is not there any more').waitFor();
  watched.complaints.splice(0);
});

test('a management token is shown once, works as printed, and is refused when it was revoked', async () => {
  await page.getByRole('link', { name: 'Management tokens' }).click();
  await page.getByRole('button', { name: 'Create a token' }).first().click();
  await page.getByRole('dialog', { name: 'Create a token' }).getByLabel('Name').fill('Back office');
  await page
    .getByRole('dialog', { name: 'Create a token' })
    .getByRole('button', { name: 'Create a token' })
    .click();
  const shown = page.getByRole('dialog', { name: 'Your new management token' });
  const secret = (await shown.locator('code').first().textContent()) ?? '';
  assert.match(secret, /^lkm_/);
  assert.deepEqual(await faultsOf(page), []);
  const ask = () =>
    page.evaluate(
      async (token) => (await fetch('/manage/me', { headers: { authorization: `Bearer ${token}` } })).status,
      secret,
    );
  assert.equal(await ask(), 200);
  await shown.getByRole('button', { name: 'I have copied it' }).click();
  await page.getByRole('button', { name: 'Revoke Back office?' }).click();
  await page
    .getByRole('dialog', { name: 'Revoke Back office?' })
    .getByRole('button', { name: 'Revoke', exact: true })
    .click();
  await page.getByText('Back office is revoked.').waitFor();
  assert.equal(await ask(), 401);
  watched.complaints.splice(0);
});

test('a client is suspended with a reason, which its developer reads, and the log has it', async () => {
  await page.goto(`${site.origin}/dashboard/owner/clients`);
  await page.getByRole('link', { name: 'Nimbus CRM' }).click();
  await page.getByRole('button', { name: 'Suspend' }).click();
  const form = page.getByRole('dialog', { name: 'Suspend' });
  await form.getByLabel('Reason').fill('Its key is on the internet.');
  await form.getByRole('button', { name: 'Suspend' }).click();
  await page.getByText('Nimbus CRM is suspended.').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  const developer = await openWatched(browser, { width: 1280 });
  await signInTo(developer.page, `${site.origin}/dashboard/applications/nimbus`, 'dev@harbour.example');
  await developer.page.getByText('Its key is on the internet.').waitFor();
  await developer.close();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByText('Nimbus CRM works again.').waitFor();
  await page.getByRole('link', { name: 'Audit log' }).click();
  await page
    .getByRole('button', { name: /^client\./ })
    .first()
    .click();
  await page.getByRole('dialog').getByText('nimbus').first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Show' }).click();
  await page.getByRole('option', { name: 'Calls of the API' }).click();
  // Rows of before are there until those of the filter are; a click on one of them would be lost.
  await page.getByRole('listbox').waitFor({ state: 'detached' });
  await page
    .getByRole('button', { name: /^client\./ })
    .first()
    .waitFor({ state: 'detached' });
  await page.getByRole('cell', { name: 'Harbour Law · Olga Owner · Nimbus CRM' }).first().waitFor();
  await page
    .getByRole('button', { name: /insufficient_scope/ })
    .first()
    .click();
  await page.getByRole('dialog').getByText('The scopes suffice').waitFor();
  await page.keyboard.press('Escape');
  await page.getByLabel('From').fill('2200-01-01');
  await page.getByText('Nothing matches these filters').waitFor();
  await page.waitForURL(/about=calls.*since=2200-01-01/);
  assert.deepEqual(await faultsOf(page), []);
});

test('a personal access token of any tenant is found and revoked, by those who operate the API', async () => {
  const { api } = site;
  const user = (await api.store.userById('dev')) ?? assert.fail();
  const made = await newPersonalToken(
    api,
    { user, tenantId: TenantId('org_harbour') },
    { name: 'Nightly export', scopes: ['read'], resources: [], days: '30', addresses: [], mode: 'live' },
    api.clock.now(),
  );
  assert.ok(made.ok);
  await api.store.createPersonalToken(made.value.record, []);
  await page.goto(`${site.origin}/dashboard/owner/users/dev`);
  await page.getByRole('link', { name: 'Personal tokens' }).last().click();
  assert.match(page.url(), /personal-tokens\?user=dev$/);
  await page.getByRole('button', { name: 'Revoke Nightly export?' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('Nightly export is revoked.').waitFor();
  const found = await api.store.personalTokenById(made.value.record.id);
  assert.notEqual(found?.token.revokedAt, null);
  const [row] = await api.store.auditTrail({ kind: 'personal_token.revoked', limit: 1 });
  assert.deepEqual([row?.tenantId, row?.userId, row?.detail.by], ['org_harbour', 'dev', 'owner']);
});

test('the provider of a tenant keeps the claim that names its people, and groups get roles', async () => {
  const { api } = site;
  const tenantId = TenantId('org_harbour');
  await page.goto(`${site.origin}/dashboard/owner/tenants/org_harbour?tab=provider`);
  await page.getByRole('button', { name: 'Set the provider' }).click();
  const form = page.getByRole('dialog', { name: 'Set the provider' });
  await form.getByLabel('Name', { exact: true }).fill('Harbour');
  await form.getByLabel('Issuer').fill('https://login.harbour.example');
  await form.getByLabel('Client id').fill('latchkey');
  await form.getByLabel('Client secret').fill('a secret of the provider');
  await form.getByRole('combobox', { name: 'Names a person by' }).click();
  await page.getByRole('option', { name: 'oid' }).click();
  await form.getByRole('button', { name: 'Set the provider' }).click();
  await page.getByText('The provider is saved.').waitFor();
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await form.getByLabel('Client secret').fill('another secret');
  await form.getByRole('button', { name: 'Set the provider' }).click();
  await form.waitFor({ state: 'detached' });
  assert.equal((await api.store.tenantProvider(tenantId))?.subjectClaim, 'oid');
  await page.getByRole('button', { name: 'Change the groups' }).click();
  const groups = page.getByRole('dialog', { name: 'Roles for groups' });
  await groups.getByRole('textbox', { name: 'Group' }).fill('Night shift');
  assert.deepEqual(await faultsOf(page), []);
  await groups.getByRole('button', { name: 'Save the groups' }).click();
  await page.getByRole('listitem').filter({ hasText: 'Night shift' }).waitFor();
  assert.deepEqual(await api.store.groupRoles(tenantId), [
    { tenantId, groupName: 'Night shift', role: 'viewer' },
  ]);
  await api.store.removeTenantProvider(tenantId, []);
  watched.complaints.splice(0);
});

test('each page of the owner says what there is, in the dark and on a phone, without a fault', async () => {
  const phone = await openWatched(browser, { width: 375, colorScheme: 'dark' });
  await signInTo(phone.page, `${site.origin}/dashboard/owner/keys`, 'owner@harbour.example');
  const pages: [path: string, waited: string][] = [
    ['keys', 'Replaced by itself'],
    ['nodes', 'It can write'],
    ['usage', 'Nimbus CRM'],
    ['dialects', 'stray-whitespace'],
    ['scopes', 'Nimbus CRM'],
    ['alerts', 'Nothing unusual'],
    ['developers', 'Nobody has signed up'],
    ['plans', 'All without a plan'],
    ['registered', 'No registration token'],
    ['users', 'Harbour Law'],
    ['users/owner', 'Authenticator app'],
    ['personal-tokens', 'Nightly export'],
    ['settings', 'OAuth 2.1'],
    ['tenants/org_harbour?tab=roles', 'case.update'],
    ['tenants/org_harbour?tab=connections', 'Nimbus CRM'],
    ['tenants/org_harbour?tab=tokens', 'Nightly export'],
    ['tenants/org_harbour?tab=provider', 'Its people sign in here'],
  ];
  for (const [path, waited] of pages) {
    await phone.page.goto(`${site.origin}/dashboard/owner/${path}`);
    if (path === 'scopes') await phone.page.getByRole('button', { name: '1 client' }).first().click();
    await phone.page.getByText(waited).first().waitFor();
    assert.deepEqual(await faultsOf(phone.page), [], path);
    const overflow = await phone.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.equal(overflow, 0, `${path} is wider than the phone`);
  }
  // A tenant without a provider is answered with 404.
  const complaints = phone.complaints.filter((said) => !/status of 404/.test(said));
  assert.deepEqual(complaints, []);
  await phone.close();
});

test('an owner chooses for themselves whether they are told by mail of what waits', async () => {
  const wants = async () => (await site.api.store.preferencesOf(UserId('owner')))?.approvalMails ?? true;
  await page.goto(`${site.origin}/dashboard/owner/settings`);
  await page.getByRole('button', { name: 'Send me no such mails' }).click();
  await page.getByText('You get no mail when an application').waitFor();
  assert.equal(await wants(), false);
  assert.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Send me these mails' }).click();
  await page.getByText('You get a mail when an application').waitFor();
  assert.equal(await wants(), true);
});

test('a new key signs after somebody confirmed it', async () => {
  await page.goto(`${site.origin}/dashboard/owner/keys`);
  await page.getByText('Signs', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Sign with a new key' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign with a new key' }).click();
  await page.getByText('Verifies only').waitFor();
  assert.equal(await page.getByText('Signs', { exact: true }).count(), 1);
});

test('a person who operates nothing has no such pages in the navigation, and is told so at their address', async () => {
  const other = await openWatched(browser, { width: 1280 });
  await signInTo(other.page, `${site.origin}/dashboard/owner/tenants`, 'dev@harbour.example');
  await other.page.getByRole('alert').getByText('This is for the people who operate the API.').waitFor();
  assert.equal(await other.page.getByRole('link', { name: 'Tenants' }).count(), 0);
  await other.close();
});

test('in Dutch, no page has a sentence of ours in English', async () => {
  const dutch = await openWatched(browser, { width: 1280, locale: 'nl-NL' });
  await signInTo(dutch.page, `${site.origin}/dashboard/owner/dialects`, 'owner@harbour.example');
  await dutch.page.getByText(wordsIn('nl').risks['stray-whitespace']).waitFor();
  const links = dutch.page.getByRole('navigation').getByRole('link');
  const pages = await links.evaluateAll((all) => all.map((each) => (each as HTMLAnchorElement).href));
  assert.ok(pages.length > 10, String(pages.length));
  for (const address of pages) {
    await dutch.page.goto(address);
    await dutch.page.waitForLoadState('networkidle');
    const left = await englishLeft(
      dutch.page,
      { server: wordsIn('en'), dashboard: EN },
      { server: wordsIn('nl'), dashboard: NL },
    );
    assert.deepEqual(left, [], address);
  }
  await dutch.close();
});

test('nothing complained', () => assert.deepEqual(watched.complaints, []));
