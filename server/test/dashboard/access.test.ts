import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { eventWithoutRequest } from '../../src/audit/event.ts';
import { ClientId, ConnectedAccountId, GrantId, TenantId, UserId } from '../../src/model/index.ts';
import { verifyPassword } from '../../src/signin/passwords.ts';
import { openBrowser } from '../browser.ts';
import { type DashboardSite, openDashboard, signInTo } from './site.ts';
import { faultsOf, openWatched, type Watched } from './watched.ts';

/*
 * The people and applications with access to a tenant, and the ways in which the API's owner limits it.
 */

const TENANT = TenantId('org_harbour');

let site: DashboardSite;
let browser: Browser;
let watched: Watched;
let page: Page;

before(async () => {
  site = await openDashboard();
  browser = await openBrowser();
  watched = await openWatched(browser, { width: 1280 });
  page = watched.page;
  await signInTo(page, `${site.origin}/dashboard/owner/tenants/org_harbour`, 'owner@harbour.example');
});
after(async () => {
  await browser?.close();
  await site?.close();
});

test('a person gets a role, and roles stand beside each other with what they permit', async () => {
  await page.goto(`${site.origin}/dashboard/owner/tenants/org_harbour`);
  await page.getByRole('combobox', { name: 'Role: Olga Owner' }).click();
  await page.getByRole('option', { name: 'Owner' }).click();
  await page.getByText('Olga Owner is Owner now.').waitFor();
  await page.getByRole('tab', { name: 'Roles' }).click();
  const permission = page.getByRole('row', { name: /case\.update/ });
  await permission.getByRole('cell').nth(1).waitFor();
  assert.deepEqual(await permission.getByRole('cell').allTextContents(), ['permitted', 'not permitted']);
  assert.deepEqual(await faultsOf(page), []);
});

test('a person who cannot read mail gets a new password, which is shown once', async () => {
  const before = await site.api.store.userById('dev');
  await page.goto(`${site.origin}/dashboard/owner/tenants/org_harbour`);
  await page.getByRole('button', { name: 'A new password for Dana Developer?' }).click();
  const asked = page.getByRole('dialog', { name: 'A new password for Dana Developer?' });
  await asked.getByText('they are signed out everywhere').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await asked.getByRole('button', { name: 'New password' }).click();
  const shown = page.getByRole('dialog', { name: 'The new password of Dana Developer' });
  const password = await shown.locator('code').innerText();
  const now = await site.api.store.userById('dev');
  assert.notEqual(now?.passwordHash, before?.passwordHash);
  assert.ok(await verifyPassword(password, now?.passwordHash ?? ''));
  await shown.getByRole('button', { name: 'I have copied it' }).click();
  await shown.waitFor({ state: 'detached' });
  assert.deepEqual(watched.complaints, []);
});

test('a connection loses rights and gets addresses; who changed it meanwhile is told of', async () => {
  await page.goto(`${site.origin}/dashboard/owner/tenants/org_harbour?tab=connections`);
  await page.getByRole('link', { name: 'Nimbus CRM' }).click();
  await page.getByRole('button', { name: 'Take rights away' }).click();
  const rights = page.getByRole('dialog', { name: 'What may Nimbus CRM still do?' });
  await rights.getByRole('checkbox', { name: 'See cases' }).uncheck();
  await rights.getByRole('checkbox', { name: 'Create and change cases' }).uncheck();
  await rights.getByRole('button', { name: 'Take rights away' }).click();
  await rights
    .getByRole('group', { name: 'Scopes' })
    .getByText('Nothing would be left. Revoke the connection instead.')
    .waitFor();
  assert.equal(await rights.getByText('Nothing would be left').count(), 1);
  assert.deepEqual(await faultsOf(page), []);
  await rights.getByRole('checkbox', { name: 'See cases' }).check();
  await rights.getByRole('button', { name: 'Take rights away' }).click();
  await page.getByText('Nimbus CRM has only these rights now.').waitFor();
  await page.getByText('It cannot be given more than it has.').waitFor();
  const grant = await site.api.store.grantById('grant_nimbus');
  assert.deepEqual(grant?.scopes, ['read']);

  await page.getByRole('button', { name: 'Limit addresses' }).click();
  const limit = page.getByRole('dialog', { name: 'From where may Nimbus CRM call?' });
  const addresses = limit.getByLabel('May call from');
  await addresses.fill('203.0.113.0/24\n300.1.1.1');
  await limit.getByRole('button', { name: 'Save' }).click();
  await addresses.and(page.locator('[aria-invalid="true"]:focus')).waitFor();
  assert.equal(await addresses.inputValue(), '203.0.113.0/24\n300.1.1.1');
  await site.api.store.limitGrantAddresses({
    ...{ grantId: GrantId('grant_nimbus'), tenantId: TENANT, ipAllowlist: ['198.51.100.7'] },
    ...{ now: site.api.clock.now(), byManager: true, audit: [] },
  });
  await addresses.fill('203.0.113.0/24');
  await limit.getByRole('button', { name: 'Save' }).click();
  await limit.getByText('Somebody else changed this meanwhile').waitFor();
  assert.equal(await addresses.inputValue(), '203.0.113.0/24');
  await page.getByRole('main', { includeHidden: true }).getByText('198.51.100.7').waitFor();
  await limit.getByRole('button', { name: 'Show what is there now' }).click();
  assert.equal(await addresses.inputValue(), '198.51.100.7');
  await addresses.fill('203.0.113.0/24');
  await limit.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your changes are saved.').waitFor();
  const limited = await site.api.store.grantById('grant_nimbus');
  assert.deepEqual(limited?.ipAllowlist, ['203.0.113.0/24']);

  await page.getByRole('button', { name: 'Leave it to Olga Owner' }).click();
  await page.getByText('Olga Owner decides about it again.').waitFor();
  await page.getByText('Decided by a manager').waitFor({ state: 'detached' });
  assert.equal((await site.api.store.grantById('grant_nimbus'))?.held, null);
  // A browser notes each refused request in its console.
  watched.complaints.splice(0);
});

test('the part of one person ends, and the connection goes on by that of another', async () => {
  const { store, clock } = site.api;
  const who = { clientId: ClientId('nimbus'), userId: UserId('dev'), tenantId: TENANT };
  const now = clock.now();
  await store.recordConsent({
    ...{ ...who, newGrantId: GrantId('grant_dana'), newConnectedAccountId: ConnectedAccountId('conn_other') },
    ...{ mode: 'live', scopes: ['read'], resources: null, ceiling: null, now, pushed: null },
    audit: { allowed: [eventWithoutRequest('authorization.granted', now, who)], held: [] },
  });
  await page.reload();
  await page.getByRole('button', { name: 'End the part of Dana Developer?' }).click();
  assert.deepEqual(await faultsOf(page), []);
  await page.getByRole('dialog').getByRole('button', { name: 'End this part' }).click();
  await page.getByText('The part of Dana Developer has ended.').waitFor();
  assert.equal((await store.grantById('grant_dana'))?.status, 'revoked');
  assert.equal((await store.grantById('grant_nimbus'))?.status, 'active');
});

test('a connection is suspended, and revoked after its end was foreseen', async () => {
  await page.goto(`${site.origin}/dashboard/owner/tenants/org_harbour?tab=connections`);
  await page.getByRole('link', { name: 'Nimbus CRM' }).click();
  await page.getByRole('button', { name: 'Suspend' }).click();
  await page.getByText('Nimbus CRM is suspended: its next call is refused.').waitFor();
  const late = await page.context().newPage();
  await late.goto(page.url());
  await late.getByRole('button', { name: 'Revoke' }).waitFor();
  await page.getByRole('button', { name: 'Revoke' }).click();
  const asked = page.getByRole('dialog', { name: 'Revoke the connection of Nimbus CRM?' });
  await asked.getByText('See cases').waitFor();
  await asked.getByText('No endpoint takes the webhook connection.revoked').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await asked.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('The connection of Nimbus CRM has ended.').waitFor();
  await page.getByText('authorization.revoked').nth(1).waitFor();
  await page.getByRole('button', { name: 'Revoke' }).waitFor({ state: 'detached' });
  await late.getByRole('button', { name: 'Revoke' }).click();
  await late.getByRole('dialog').getByText('The connection has ended.').waitFor();
});

test('nothing complained', () => assert.deepEqual(watched.complaints, []));
