import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Look {
  colorScheme?: 'light' | 'dark';
  width: number;
  locale?: string;
}

export interface Watched {
  page: Page;
  /** Complaints of the browser: errors of scripts, requests that failed, and what the policy stopped. */
  complaints: string[];
  close(): Promise<void>;
}

/** Opens a page in a browser of its own, and keeps what the browser complains about. */
export async function openWatched(
  browser: Browser,
  { colorScheme = 'light', width, locale = 'en-US' }: Look,
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width, height: 860 },
    colorScheme,
    locale,
    // Axe would judge the colours of a dialog that is still fading in.
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints, close: () => context.close() };
}

/** Returns what axe finds wrong on the page, in words. */
export async function faultsOf(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the policy of the page does not stop.
  await page.evaluate(`${AXE};0`);
  const results = await page.evaluate<AxeResults>(
    `axe.run(document, { runOnly: ${JSON.stringify(STANDARDS)} })`,
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}: ${failureSummary ?? ''}`),
  );
}

/** Returns what is wider than its place: the page, or a table of it. A row of a table shows all of its cells on a phone. */
export async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('table[aria-label]')].flatMap((element) => {
      const place = element.parentElement?.clientWidth ?? innerWidth;
      return element.scrollWidth > place
        ? [`${element.getAttribute('aria-label') ?? element.tagName}: ${element.scrollWidth} of ${place}`]
        : [];
    }),
  );
}
