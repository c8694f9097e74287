import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { newMail, senderOf } from '../../src/mail/mailing.ts';
import { startMailing } from '../../src/mail/sender.ts';
import { smtpTransport } from '../../src/mail/smtp.ts';
import { TenantId, UserId } from '../../src/model/index.ts';
import { complaintsOf, openBrowser } from '../browser.ts';
import { type Arrived, alertWith, htmlOf, smtpServer, textOf } from '../mail/world.ts';
import { openSite, type Site } from './site.ts';
import { PASSWORD } from './visitor.ts';

/*
 * Mails as people get them: sent by SMTP, their HTML opened in a browser, and its button pressed. No script runs on the pages.
 */

let site: Site;
let browser: Browser;

before(async () => {
  site = await openSite();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** A page that is watched: nothing is asked of other hosts, no address is told, and the browser complains of nothing. */
async function watched(context: BrowserContext) {
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  const requests: Request[] = [];
  page.on('request', (request) => requests.push(request));
  const check = async () => {
    // A refused form is shown again with its status, which the browser calls a failure.
    assert.deepEqual(
      complaints.filter((complaint) => !complaint.includes('status of 422')),
      [],
    );
    for (const request of requests) {
      assert.equal(new URL(request.url()).host, site.host);
      assert.deepEqual([request.url(), (await request.allHeaders()).referer ?? ''], [request.url(), '']);
    }
  };
  return { page, check };
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Opens the HTML of a mail as a mail program does, and returns where its button leads. */
async function buttonOf(context: BrowserContext, mail: Arrived, name: string): Promise<string> {
  const reader = await context.newPage();
  await reader.setContent(htmlOf(mail));
  const href = await reader.getByRole('link', { name, exact: true }).getAttribute('href');
  await picture(reader, `mail-${name}`);
  await reader.close();
  assert.ok(href !== null && textOf(mail).includes(href), 'the text has the same link');
  return href;
}

/** Pictures to look at, for whoever names a folder for them. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.LATCHKEY_PICTURES;
  if (folder === undefined) return;
  await page.screenshot({ path: `${folder}/${name.replaceAll(' ', '-')}.png`, fullPage: true });
}

test('people are invited, join, and reset a password by the mails that arrive', {
  timeout: 60_000,
}, async (t) => {
  const there = await smtpServer(t);
  const server = {
    host: 'localhost',
    port: there.port,
    secure: false,
    loopback: true,
    user: null,
    password: '',
  };
  t.after(startMailing(site.api, senderOf(site.api), smtpTransport(server)));
  const options = { javaScriptEnabled: false, viewport: { width: 390, height: 844 } };

  const manager = await watched(await browser.newContext(options));
  await manager.page.goto(`${site.origin}/account/people`);
  await signIn(manager.page, 'ada@harbour.example', PASSWORD);
  await manager.page.getByLabel('Email address').fill('gwen@north.example');
  const role = manager.page.getByLabel('Role', { exact: true });
  assert.equal(await role.inputValue(), 'clerk', 'the role that permits the least is chosen beforehand');
  await role.selectOption('viewer');
  await manager.page.getByRole('button', { name: 'Invite' }).click();
  await manager.page.getByText('The invitation is on its way.').waitFor();
  await picture(manager.page, 'people');
  await there.until(1);
  await manager.check();

  const context = await browser.newContext(options);
  const { page, check } = await watched(context);
  const [invitation] = there.arrived;
  assert.deepEqual(invitation?.to, ['gwen@north.example']);
  await page.goto(await buttonOf(context, invitation, 'See the invitation'));
  await picture(page, 'invitation');
  await page.getByLabel('Your name').fill('Gwen');
  await page.getByLabel('Password').fill('four quiet otters');
  await page.getByRole('button', { name: 'Make an account and join' }).click();
  await page.getByText('Welcome. You are a member now.').waitFor();
  await context.clearCookies();

  await page.goto(`${site.origin}/sign-in`);
  await picture(page, 'sign-in');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await picture(page, 'reset');
  await page.getByLabel('Email address').fill('GWEN@north.example');
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
  await picture(page, 'asked');
  await there.until(2);
  const [, letter] = there.arrived;
  assert.ok(letter);
  await page.goto(await buttonOf(context, letter, 'Choose a new password'));
  await page.getByLabel('New password').fill('Password1234');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('This password is on lists of common ones').waitFor();
  await picture(page, 'choose');
  await page.getByLabel('New password').fill('six loud herons at noon');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByRole('heading', { name: 'Your password was changed' }).waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page, 'gwen@north.example', 'six loud herons at noon');
  await page.waitForURL(`${site.origin}/account`);
  await there.until(3);
  assert.match(
    textOf(there.arrived[2] ?? assert.fail()),
    /The password of your account at Harbour was changed/,
  );
  await check();
});

test('mails about unusual use end by the address in their header, at once and without a cookie', async (t) => {
  const there = await smtpServer(t);
  const { port } = there;
  const server = { host: 'localhost', port, secure: false, loopback: true, user: null, password: '' };
  t.after(startMailing(site.api, senderOf(site.api), smtpTransport(server)));
  const whose = { userId: UserId('ada'), tenantId: TenantId('org_harbour') };
  const about = {
    recipient: 'ada@harbour.example',
    subject: 'Unusual use',
    text: 'Look.',
    subscription: 'alerts',
  } as const;
  await alertWith(site.api.store, [newMail(site.api, { ...about, ...whose })]);
  await there.until(1);
  const headers = (there.arrived[0]?.raw ?? '').replaceAll(/\r\n[ \t]/g, ' ');
  assert.match(headers, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  const [, link = ''] = /^List-Unsubscribe: <([^>]+)>\r$/m.exec(headers) ?? assert.fail(headers);
  const { pathname } = new URL(link);
  const program = site.browser();
  const wanted = () => site.api.store.wantsAlertMails(whose.userId, whose.tenantId);
  const asked = await program.get(pathname, { 'accept-language': 'de' });
  assert.match(asked.text, /wenn eine Verbindung von Harbour Law ungewöhnlich genutzt wird/);
  assert.equal(await wanted(), true, 'a scanner that opens the link changes nothing');
  const done = await program.post(pathname, { 'List-Unsubscribe': 'One-Click' });
  assert.deepEqual([done.status, await wanted()], [200, false]);
  assert.equal((await program.post(`${pathname.slice(0, -2)}AA`, {})).status, 410);
});
