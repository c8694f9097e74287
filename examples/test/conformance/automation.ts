import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { Browser as Commands } from '../../conformance/browser.ts';
import type { Arrival, StandIn } from './stand-in.ts';

const WITHIN = 10_000;

/** Where the commands led: to the suite, or to the pages whose copies it would keep. */
export interface Visit {
  arrival: Arrival | null;
  /** Headings of the pages that commands told to keep. */
  kept: string[];
}

/**
 * Carries out the suite's browser commands in Chromium, as the suite does in its own browser: the first entry that
 * matches and is not used up, its tasks one after the other. One instance is the one browser of a module.
 */
export class Automation {
  readonly #context: BrowserContext;
  readonly #commands: Commands;
  readonly #used = new Map<object, number>();
  readonly #suite: StandIn;

  static async open(browser: Browser, suite: StandIn, commands: Commands): Promise<Automation> {
    return new Automation(await browser.newContext({ ignoreHTTPSErrors: true }), suite, commands);
  }

  private constructor(context: BrowserContext, suite: StandIn, commands: Commands) {
    this.#context = context;
    this.#suite = suite;
    this.#commands = commands;
  }

  async visit(address: string | URL): Promise<Visit> {
    const url = String(address);
    const entry = this.#commands.find(
      (each) =>
        matches(each.match, url) && (this.#used.get(each) ?? 0) < (each['match-limit'] ?? Number.MAX_VALUE),
    );
    assert.ok(entry, `no commands for ${url}`);
    this.#used.set(entry, (this.#used.get(entry) ?? 0) + 1);
    this.#suite.lastArrival();
    const kept: string[] = [];
    const page = await this.#context.newPage();
    await page.goto(url);
    for (const task of entry.tasks) {
      if (!task.optional) await page.waitForURL((at) => matches(task.match, at.href), { timeout: WITHIN });
      else if (!matches(task.match, page.url())) continue;
      for (const command of task.commands) await carryOut(page, command.map(String), kept);
    }
    await page.close();
    return { arrival: this.#suite.lastArrival(), kept };
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}

async function carryOut(page: Page, command: string[], kept: string[]): Promise<void> {
  const [what = '', kind = '', target = '', ...rest] = command;
  const element = found(page, kind, target);
  if (what === 'wait') {
    const [, text, keep] = rest;
    const wanted = text === undefined ? element : element.filter({ hasText: new RegExp(text) });
    await wanted.first().waitFor({ state: 'attached', timeout: WITHIN });
    if (keep !== undefined) kept.push((await element.first().textContent()) ?? '');
    return;
  }
  if (rest.at(-1) === 'optional' && (await element.count()) === 0) return;
  if (what === 'text') return element.fill(rest[0] ?? '');
  assert.equal(what, 'click');
  const loaded = page.waitForEvent('load', { timeout: WITHIN });
  await element.click();
  await loaded;
}

function found(page: Page, kind: string, target: string): Locator {
  switch (kind) {
    case 'name':
      return page.locator(`[name="${target}"]`);
    case 'id':
      return page.locator(`[id="${target}"]`);
    case 'css':
      return page.locator(`css=${target}`);
    default:
      assert.equal(kind, 'xpath');
      return page.locator(`xpath=${target}`);
  }
}

/** Stars stand for any characters, as the suite reads them. */
function matches(pattern: string, url: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(url);
}
