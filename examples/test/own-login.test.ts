import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../server/test/browser.ts';
import { freePort } from '../../server/test/http/free-port.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('examples/own-login', () => {
  let shell: ChildProcess;
  let browser: Browser;
  let folder: string;
  let said = '';
  let ports: { latchkey: string; app: string };

  before(async () => {
    ports = { latchkey: String(await freePort()), app: String(await freePort()) };
    folder = cloneOfLinks();
    [browser] = await Promise.all([openBrowser(), start()]);
  });

  after(async () => {
    await browser?.close();
    try {
      if (shell?.pid) process.kill(-shell.pid, 'SIGKILL');
    } catch {}
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Runs every command of the README as printed, up to the one that stops it all. Only the ports are others. */
  async function start(): Promise<void> {
    const readme = readFileSync(join(ROOT, 'examples/own-login/README.md'), 'utf8');
    const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands = '']) => commands);
    const script = [...blocks.slice(0, -1), 'echo all ran; read\n', ...blocks.slice(-1)]
      .join('')
      .replaceAll('latchkey serve', `latchkey serve --port ${ports.latchkey}`)
      .replaceAll('4000', ports.latchkey)
      .replaceAll('5000', ports.app);
    shell = spawn('bash', ['-e', '-c', script], {
      cwd: folder,
      detached: true,
      env: {
        ...process.env,
        APP_URL: `http://app.fern.localhost:${ports.app}`,
        PORT: ports.app,
        LATCHKEY_URL: `http://127.0.0.1:${ports.latchkey}/.latchkey/fern`,
        LATCHKEY_MANAGEMENT: `http://accounts.fern.localhost:${ports.latchkey}/manage`,
      },
    });
    const ended = once(shell, 'exit');
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        said += chunk;
        if (said.includes('all ran')) resolve();
      };
      shell.stdout?.on('data', hear);
      shell.stderr?.on('data', hear);
      ended.then(() => reject(new Error(said)), reject);
    });
  }

  const accounts = () => `http://accounts.fern.localhost:${ports.latchkey}`;
  const printed = (pattern: RegExp) => pattern.exec(said)?.[1] ?? assert.fail(`${pattern} in\n${said}`);

  async function signIn(page: Page): Promise<void> {
    await page.waitForURL(new RegExp(`^http://app\\.fern\\.localhost:${ports.app}/latchkey/sign-in`));
    await page.getByLabel('E-mail address').fill('ada@fern.example');
    await page.getByLabel('Password').fill(printed(/has the password (\S+)/));
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  const authorizationUrl = () => {
    const parameters = {
      ...{ response_type: 'code', client_id: printed(/client_id +(\S+)/), state: 's' },
      ...{ redirect_uri: 'http://127.0.0.1:8080/callback', scope: 'notes:read notes:write' },
      ...{ code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' },
    };
    return `${accounts()}/oauth/authorize?${new URLSearchParams(parameters)}`;
  };

  /** The address of the client to which a click leads, where nothing listens. */
  async function arrival(page: Page, click: () => Promise<void>): Promise<URL> {
    const request = page.waitForRequest(/127\.0\.0\.1:8080/);
    await click();
    return new URL((await request).url());
  }

  it('runs as its README prints it, and signs in by what a browser sends', () => {
    assert.match(said, /^ada@fern\.example$/m);
    assert.match(said, /user\.created .*"source":"hand-over"/);
  });

  it('signs in at the application, and connects a client by its consent page', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${accounts()}/account`);
    await signIn(page);
    await page.waitForURL(`${accounts()}/account`);
    await page.getByText('fern', { exact: true }).first().waitFor();

    await page.goto(authorizationUrl());
    await page.getByRole('heading', { name: 'Connect Reports to fern?' }).waitFor();
    await page.getByLabel('Add notes').uncheck();
    const allowed = await arrival(page, () =>
      page.getByRole('button', { name: 'Allow', exact: true }).click(),
    );
    assert.match(allowed.searchParams.get('code') ?? '', /./);
    const other = await context.newPage();
    await other.goto(`${accounts()}/account/connections`);
    await other
      .getByRole('link', { name: /Reports/ })
      .first()
      .click();
    await other.getByText('Read your notes').first().waitFor();
    assert.equal(await other.getByText('Add notes').count(), 0);
    await context.close();
  });

  it('tells the client when the person goes back', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(authorizationUrl());
    const refused = await arrival(page, () => page.getByRole('button', { name: 'Go back' }).click());
    assert.equal(refused.searchParams.get('error'), 'access_denied');
    await context.close();
  });

  it('stops by its last command', async () => {
    const ended = once(shell, 'exit');
    shell.stdin?.write('\n');
    assert.deepEqual(await ended, [0, null]);
  });
});

/** A folder that looks like the clone to this example, so that nothing of a run is left in the real one. */
function cloneOfLinks(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-own-login-'));
  mkdirSync(join(folder, 'examples'));
  for (const name of ['node_modules', 'server', 'sdk', 'wire'])
    symlinkSync(join(ROOT, name), join(folder, name));
  cpSync(join(ROOT, 'examples/own-login'), join(folder, 'examples/own-login'), { recursive: true });
  return folder;
}
