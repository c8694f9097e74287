import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openBrowser } from '../../server/test/browser.ts';
import { type DashboardSite, openDashboard, signInTo } from '../../server/test/dashboard/site.ts';
import { openWatched } from '../../server/test/dashboard/watched.ts';
import { copier, inParts } from './large/fill.ts';

export interface BrowsingSizes {
  clients: number;
  rows: number;
}

/** One thing that somebody does on a page of the dashboard. */
export interface Step {
  name: string;
  /** Milliseconds until the rows were shown, each time that it was done. */
  shown: number[];
  /** The longest task of the page meanwhile, in milliseconds; 0: none took 50 ms, so nothing stood still. */
  longest: number[];
}

const FULL = { clients: 10_000, rows: 1_000_000 };
/** Milliseconds between two rows of the log. */
const APART = 10;
/** The end of the page moves away when more is fetched. */
const LOOK_AGAIN = 20;
/** One row in so many is of a kind that there is no other of. */
const RARE = 250_000;

/**
 * Measures the lists of the dashboard in Chromium, over a server in this process with so many clients and rows.
 *
 * @param tell called with what goes on now, since it takes minutes
 */
export async function measureBrowsing(
  sizes: BrowsingSizes,
  tell: (what: string) => void = () => {},
): Promise<Step[]> {
  const site = await openDashboard();
  const browser = await openBrowser();
  try {
    tell('filling');
    fill(site.file, sizes);
    tell('sealing');
    await sealed(site);
    const { page } = await openWatched(browser, { width: 1280 });
    await page.addInitScript(`
      window.longest = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
      }).observe({ type: 'longtask' });
    `);
    await signInTo(page, `${site.origin}/dashboard/owner/tenants`, 'owner@harbour.example');
    return await browse(page, sizes, tell);
  } finally {
    await browser.close();
    await site.close();
  }
}

async function browse(page: Page, { clients }: BrowsingSizes, tell: (what: string) => void): Promise<Step[]> {
  const steps: Step[] = [];
  const step = async (name: string, act: () => Promise<unknown>) => {
    await page.evaluate('window.longest = 0');
    const began = performance.now();
    await act();
    const shown = performance.now() - began;
    const longest = Number(await page.evaluate('window.longest'));
    const known = steps.find((each) => each.name === name);
    if (known) {
      known.shown.push(shown);
      known.longest.push(longest);
    } else {
      tell(name);
      steps.push({ name, shown: [shown], longest: [longest] });
    }
  };
  const rows = page.getByRole('main').getByRole('table').getByRole('row');
  const choose = async (filter: string, option: string) => {
    await page.getByRole('combobox', { name: filter }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  /** Waits for the row that has this number among all that were fetched. */
  const reached = async (index: number) => {
    const row = page.locator(`tr[aria-rowindex="${index}"]`);
    while ((await row.count()) === 0) {
      await page.keyboard.press('End');
      await pause(LOOK_AGAIN);
    }
  };

  await step('clients: open', async () => {
    await page.getByRole('link', { name: 'Clients', exact: true }).click();
    await rows.nth(20).waitFor();
  });
  for (let index = 100; index <= 1_000; index += 50) {
    await step('clients: the next page', () => reached(index));
  }
  const middle = Math.floor(clients / 2);
  await step('clients: search by name', async () => {
    await page.evaluate('scrollTo(0, 0)');
    await page.getByRole('searchbox').first().fill(`Application ${middle}`);
    await rows
      .filter({ hasText: `client_${middle}` })
      .first()
      .waitFor();
  });
  await page.getByRole('searchbox').first().fill('');
  await step('clients: filter by state', async () => {
    await choose('State', 'Waits for approval');
    await rows.filter({ hasText: 'Waits for approval' }).first().waitFor();
  });
  await step('log: open', async () => {
    await page.getByRole('link', { name: 'Audit log' }).click();
    await rows.nth(10).waitFor();
  });
  for (let index = 200; index <= 2_000; index += 100) {
    await step('log: the next page', () => reached(index));
  }
  await step('log: filter by client', async () => {
    await page.evaluate('scrollTo(0, 0)');
    await page.getByLabel('Client id').fill(`client_${middle}`);
    await rows
      .filter({ hasText: `Application ${middle}` })
      .first()
      .waitFor();
  });
  await page.getByLabel('Client id').fill('');
  await step('log: filter by outcome', async () => {
    await choose('Outcome', 'Refused');
    await rows.filter({ hasText: 'Refused' }).nth(10).waitFor();
  });
  await choose('Outcome', 'All');
  await step('log: one kind in 250,000 rows', async () => {
    await choose('Event', 'role.changed');
    await rows.filter({ hasText: 'role.changed' }).first().waitFor();
  });
  return steps;
}

/** Copies of what the site has one of. The server does not write meanwhile. */
function fill(file: string, sizes: BrowsingSizes): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA busy_timeout = 10000');
  const client = copier(db, 'clients', "id = 'nimbus'");
  const row = copier(db, 'audit', "kind = 'api.called'");
  const now = Date.now();
  inParts(db, sizes.clients, (at) =>
    client({
      id: `client_${at}`,
      name: `Application ${at}`,
      created_at: now - (sizes.clients - at) * APART,
      ...(at % 1_000 === 0 ? { settings: '{"standing":"pending"}' } : {}),
    }),
  );
  inParts(db, sizes.rows, (at) => {
    const rare = at % RARE === 0;
    row({
      id: null,
      at: now - (sizes.rows - at) * APART,
      client_id: `client_${(at * 7_919) % sizes.clients}`,
      ...(rare ? { kind: 'role.changed' } : {}),
      outcome: at % 10 === 0 ? 'denied' : 'allowed',
      code: at % 10 === 0 ? 'insufficient_scope' : 'listCases',
    });
  });
  db.close();
}

/** Waits until the rows have their seals, which is work that no server has at a time. */
async function sealed({ api }: DashboardSite): Promise<void> {
  for (let last = -1; ; ) {
    const found = (await api.store.lastSeal())?.lastId ?? 0;
    if (found === last && found > 0) return;
    last = found;
    await pause(2_000);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, shown, longest } of await measureBrowsing(FULL, console.error)) {
    console.log(
      `${name.padEnd(30)} shown ${inMs(shown)}, longest task ${inMs(longest)}, ${shown.length} times`,
    );
  }
}

function inMs(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other);
  const [middle = 0, last = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return sorted.length === 1
    ? `${last.toFixed(0)} ms`
    : `${middle.toFixed(0)} ms (at most ${last.toFixed(0)})`;
}
