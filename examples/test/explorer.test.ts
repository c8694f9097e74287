import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../server/test/browser.ts';
import { joinDemo, type RunningDemo } from './demo/start-demo.ts';

describe('the explorer of each example, and the tour', () => {
  let running: RunningDemo;
  let browser: Browser;
  const share = joinDemo();
  before(async () => {
    running = await share.start();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await share.leave();
  });

  it('begins the tour at the root, and copies its commands', async () => {
    const origin = `http://localhost:${running.demo.port}`;
    const context = await browser.newContext();
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(`${origin}/`);
    const command = page.locator('pre').first();
    await page.getByRole('button', { name: 'Copy' }).first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await command.textContent());
    await page.setViewportSize({ width: 360, height: 740 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    await page.goto(`${origin}/callback?code=a%3Cb`);
    assert.match((await page.textContent('body')) ?? '', /Back at the client.*with this code:a<b/s);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  for (const name of ['proconvey', 'procurios', 'prospectconnect', 'convert'] as const) {
    it(`shows ${name} as it is served, and its browser may ask the API`, async () => {
      const { authorization_endpoint: authorization } = running.demo.apis[name];
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await page.goto(new URL('/docs', authorization).href);
      await page.getByText('Authorize', { exact: true }).first().waitFor();
      assert.deepEqual(complaints, []);
      const document = await page.evaluate(async () => {
        for (const source of ['/docs/sandbox.json', '/docs/live.json']) {
          const answer = await fetch(source);
          if (answer.ok) return answer.json();
        }
      });
      const [server] = document.servers;
      const status = await page.evaluate(
        async (url) => {
          const answer = await fetch(url, { headers: { authorization: 'Bearer nothing' } });
          return answer.status;
        },
        `${server.url}${Object.keys(document.paths)[0]}`,
      );
      assert.ok([400, 401, 404, 405].includes(status), `the browser could read the answer: ${status}`);
      await page.close();
    });
  }
});
