import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { ClientId, TenantId, UserId } from '../../src/model/index.ts';
import { openBrowser } from '../browser.ts';
import { faultsOf, openWatched } from '../dashboard/watched.ts';
import { authorizePath, client, DEFINITION, openSite, type Site } from './site.ts';
import { PASSWORD } from './visitor.ts';

/*
 * The consent page in Chromium, with its script: boxes follow each other, a search shows matches at once, few values are
 * sent for thousands of boxes. Axe finds nothing on it, light or dark, on a phone or a wide screen, and the browser has
 * no complaint.
 */

const ACCOUNTS = 20;
const PROJECTS = 5_000;
const LIST = [
  ...Array.from({ length: ACCOUNTS }, (_, id) => ({ type: 'account', id: `a${id}`, name: `Account ${id}` })),
  ...Array.from({ length: PROJECTS }, (_, id) => ({
    ...{ type: 'project', id: `p${id}`, name: `Project ${id}` },
    parent: { type: 'account', id: `a${id % ACCOUNTS}` },
  })),
];
const OWN_PAGES = {
  clientUri: 'https://tool.example/',
  settings: { policyUri: 'https://tool.example/privacy', tosUri: 'https://tool.example/terms' },
};

/** Axe looks at each of thousands of boxes alike, for ten seconds. */
const FEW = LIST.slice(0, ACCOUNTS + 40);
let list = LIST;

let site: Site;
let browser: Browser;
before(async () => {
  [site, browser] = await Promise.all([
    openSite({
      definition: {
        scopes: {
          ...DEFINITION.scopes,
          remove: { title: 'Delete cases', class: 'write', optional: true, dangerous: true },
          write: { title: 'Change cases', class: 'write' },
        },
        resources: { list: async () => list },
      },
      clients: ['one', 'two', 'three'].map((id) =>
        client({
          ...{ id, name: 'Tool', kind: 'public', authMethod: 'none', ...OWN_PAGES },
          scopes: ['read', 'write', 'projects', 'remove'],
        }),
      ),
    }),
    openBrowser(),
  ]);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

async function openConsent(
  id: string,
  look: { colorScheme?: 'light' | 'dark'; width: number; locale?: string },
): Promise<{ page: Page; complaints: string[]; close(): Promise<void> }> {
  const watched = await openWatched(browser, look);
  const { page } = watched;
  await page.goto(`${site.origin}/sign-in`);
  await page.fill('#email', 'vera@harbour.example');
  await page.fill('#password', PASSWORD);
  await page.press('#password', 'Enter');
  await page.waitForURL('**/account**');
  await page.goto(site.origin + authorizePath({ client_id: id, scope: 'read write projects remove' }));
  return watched;
}

const boxOf = (page: Page, value: string) => page.locator(`input[value="${value}"]`);
const mixed = (page: Page, value: string) =>
  boxOf(page, value).evaluate((box) => (box as HTMLInputElement).indeterminate);
const said = (page: Page) => page.locator('fieldset.tree > [role="status"]').textContent();

describe('the consent page with its script', () => {
  it('ticks what is in a container, tells a part of it, and sends few values', async (t) => {
    const { page, complaints, close } = await openConsent('one', { width: 1_200 });
    t.after(close);
    await boxOf(page, 'account:a3').check();
    assert.equal(await said(page), '250 of 5,000 chosen');
    assert.equal(await boxOf(page, 'project:p3').isChecked(), true);
    await page.getByText('250 in Account 3').click();
    await boxOf(page, 'project:p3').uncheck();
    assert.equal(await said(page), '249 of 5,000 chosen');
    assert.deepEqual(
      [await boxOf(page, 'account:a3').isChecked(), await mixed(page, 'account:a3')],
      [false, true],
    );
    await boxOf(page, 'project:p3').check();
    assert.deepEqual(
      [await boxOf(page, 'account:a3').isChecked(), await mixed(page, 'account:a3')],
      [true, false],
    );

    for (let each = 0; each < ACCOUNTS; each++) await boxOf(page, `account:a${each}`).check();
    assert.deepEqual(complaints, []);
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    const answer = await answered;
    const sent = new URLSearchParams(answer.request().postData() ?? '').getAll('resource');
    assert.deepEqual([sent.length, answer.status()], [ACCOUNTS, 303]);
    const grant = await site.api.store.grantFor(ClientId('one'), UserId('vera'), TenantId('org_harbour'));
    assert.equal(grant?.resources?.length, PROJECTS);
  });

  it('shows matches while somebody types, and decides nothing by the key Enter', async (t) => {
    const { page, complaints, close } = await openConsent('two', { width: 390 });
    t.after(close);
    await page.fill('#find', 'project 4321');
    assert.equal(await boxOf(page, 'project:p4321').isVisible(), true);
    assert.equal(await boxOf(page, 'account:a1').isVisible(), true, 'the account of the match');
    assert.equal(await boxOf(page, 'account:a2').isVisible(), false);
    const { url } = { url: page.url() };
    await page.press('#find', 'Enter');
    await boxOf(page, 'project:p4321').check();
    assert.equal(page.url(), url);
    await page.fill('#find', 'nothing like it');
    assert.equal(await said(page), 'Nothing has that in its name.');
    await page.fill('#find', '');
    assert.equal(await said(page), '1 of 5,000 chosen', 'a box stays ticked while it is out of sight');
    assert.equal(await boxOf(page, 'project:p1').isVisible(), false, 'closed again');
    assert.deepEqual(complaints, []);
  });

  it('is reached by keys in the order of the eye', async (t) => {
    const { page, close } = await openConsent('two', { width: 1_200 });
    t.after(close);
    const order = await page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          'main a, main input, main select, main summary, main button',
        ),
      ]
        // A list that scrolls goes on below what is seen of it.
        .filter((each) => each.checkVisibility() && !each.closest('.tree > .choices'))
        .map((each) => ({
          ...each.getBoundingClientRect().toJSON(),
          name: each.textContent?.trim() || each.getAttribute('value'),
        })),
    );
    for (const [index, each] of order.entries()) {
      const next = order[index + 1];
      if (!next) break;
      const follows = next.top >= each.bottom - 1 || next.left >= each.right - 1;
      assert.ok(follows, `${each.name} before ${next.name}`);
    }
    const names = order.map(({ name }) => name);
    assert.ok(names.join(', ').includes("Don't allow, Allow, Connections"), names.join(', '));
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, locale] of [
      [390, 'de-DE'],
      [1_200, 'nl-NL'],
    ] as const) {
      it(`has nothing that axe finds wrong: ${colorScheme}, ${width} pixels, ${locale}`, async (t) => {
        list = FEW;
        const { page, complaints, close } = await openConsent('three', { colorScheme, width, locale });
        t.after(close);
        await page.locator('#find').fill('Project 2');
        assert.deepEqual(await faultsOf(page), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
        assert.deepEqual(complaints, []);
      });
    }
  }
});
