import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { complaintsOf, openBrowser } from '../../browser.ts';
import { client, type Site } from '../../pages/site.ts';
import { PASSWORD } from '../../pages/visitor.ts';
import { openRequestSite, plainPath } from './rig.ts';

/*
 * Only a browser can show that the policy lets the one script run and no other, and that the button works
 * too.
 */

const STATE = `"></form><script>document.title='owned'</script><img src=x onerror="document.title='owned'">`;

let site: Site;
let browser: Browser;
let received: { type: string | undefined; form: URLSearchParams }[] = [];
const callback = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.method === 'POST') {
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    received.push({ type: request.headers['content-type'], form });
  }
  response.writeHead(200, { 'content-type': 'text/html' }).end('<p>back at the client</p>');
});

before(async () => {
  await new Promise<void>((listening) => callback.listen(0, '127.0.0.1', listening));
  site = await openRequestSite({
    clients: [client({ id: 'desktop', kind: 'confidential', redirectUris: ['http://127.0.0.1/callback'] })],
  });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
  callback.closeAllConnections();
  await new Promise((closed) => callback.close(closed));
});

function address(mode: string): string {
  const redirect_uri = `http://127.0.0.1:${(callback.address() as AddressInfo).port}/callback`;
  const more = { client_id: 'desktop', redirect_uri, response_mode: mode, state: STATE, prompt: 'consent' };
  return site.origin + plainPath(more);
}

async function allow(page: Page, mode: string): Promise<void> {
  await page.goto(address(mode));
  await page.getByLabel('Email address').fill('ada@harbour.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
}

for (const [javaScriptEnabled, how] of [
  [true, 'by itself'],
  [false, 'by its button where there are no scripts'],
] as const) {
  test(`the page posts the answer ${how}, and nothing in the state runs`, async () => {
    received = [];
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await allow(page, 'form_post');
    if (!javaScriptEnabled) {
      const button = page.getByRole('button', { name: 'Continue' });
      await button.waitFor();
      assert.match(await page.title(), /^Almost done/);
      await button.click();
    }
    await page.getByText('back at the client').waitFor();
    const [only] = received;
    assert.equal(received.length, 1);
    assert.equal(only?.type, 'application/x-www-form-urlencoded');
    assert.equal(only.form.get('state'), STATE);
    assert.ok(only.form.get('code'));
    assert.equal(only.form.get('iss'), site.api.address.issuer);
    assert.deepEqual(complaints, [], 'nothing was stopped by the policy, because nothing was there to stop');
    await context.close();
  });
}
