import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadConfigs } from '../../src/cli/load-config.ts';
import { readMasterKey } from '../../src/config/environment/master-key.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { lockFolder, openListener, startLatchkey } from '../../src/main.ts';
import { BIN } from '../cli/shell.ts';
import { type Site, siteFor } from './site.ts';

const BOTH = ['--config', 'latchkey.config.ts', '--config', 'tea.config.ts'];
const TEA = ['--config', 'tea.config.ts'];

/** Two APIs in one data folder, each with a member, and a backup of both; a tenant of each is later than that. */
async function backedUp(t: TestContext): Promise<Site> {
  const site = await siteFor(t);
  const text = readFileSync(join(site.home, 'latchkey.config.ts'), 'utf8');
  writeFileSync(join(site.home, 'tea.config.ts'), text.replaceAll('book-shop', 'tea-shop'));
  for (const which of [[], TEA]) {
    await site.type(['tenant', 'add', 'acme', '--name', 'Acme Ltd', ...which]);
    await site.type(['user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'member', ...which]);
    assert.equal((await site.type(['keys', 'rotate', ...which])).code, 0);
  }
  const made = await site.type(['backup', 'copy', ...BOTH]);
  assert.equal(made.code, 0, made.err);
  for (const which of [[], TEA]) await site.type(['tenant', 'add', 'later', '--name', 'Later', ...which]);
  return site;
}

/** As a server that starts now has it. */
async function restoredAt({ home, data }: Site): Promise<number> {
  const apis = await loadConfigs(['latchkey.config.ts'], home);
  const listener = await openListener('127.0.0.1', 0);
  const masterKey = await readMasterKey(data, {}, 'development');
  const log = createLogger({ level: 'silent' });
  const running = await startLatchkey({ apis, dataDir: data, masterKey, listener, hosts: 'localhost', log });
  const found = running.apis.get('book-shop')?.runtime.restoredAt;
  await running.close();
  return found ?? 0;
}

const tenants = async ({ type }: Site) =>
  (await Promise.all([[], TEA].map(async (which) => (await type(['tenant', 'list', ...which])).out))).map(
    (out) => /later/.test(out),
  );

test('a backup of several APIs is restored at once, each with its own log or without', async (t) => {
  const site = await backedUp(t);
  writeFileSync(join(site.home, 'log'), `${(await site.type(['audit', 'export'])).out}\n`);
  const restore = (...args: string[]) =>
    site.type(['restore', 'copy', '--replace', '--yes', ...args, ...BOTH]);
  assert.match(
    (await restore('--log', 'log')).err,
    /--log log: name the API that it is of, as book-shop=<file>/,
  );
  assert.match((await restore('--log', 'tea-shop=log')).err, /of another log|does not have row/);
  assert.deepEqual(await tenants(site), [true, true], 'a refused restore changes neither');
  const before = Date.now();

  const restored = await restore('--log', 'book-shop=log');
  assert.equal(restored.code, 0, restored.err);
  assert.match(restored.out, /\nbook-shop: 1 memberships.*\nThe log goes on for 1 rows/);
  assert.match(restored.out, /\ntea-shop: 1 memberships.*\nNo --log, so nothing shows/);
  assert.deepEqual(await tenants(site), [false, false]);
  assert.ok((await restoredAt(site)) >= before, 'a server refuses proofs from before');
  assert.match((await site.type(['confirm'])).err, /A restore holds nothing here/);
  assert.match((await site.type(['confirm', ...TEA])).out, /^member +ann@acme\.example/m);
});

test('a restore that is killed while it works leaves both databases, or is refused to serve until it is repeated', async (t) => {
  const site = await backedUp(t);
  const marker = join(site.data, 'latchkey.restoring');
  const draft = join(site.data, 'restoring');
  // Right after the answer, while it works on its copies; and when it begins to exchange the databases.
  for (const reached of [() => existsSync(draft), () => existsSync(marker)]) {
    const child = spawn(process.execPath, [BIN, 'restore', 'copy', '--replace', '--yes', ...BOTH], {
      cwd: site.home,
      env: { ...process.env, LATCHKEY_MODE: 'development', LATCHKEY_DATA: site.data },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    while (child.exitCode === null && !reached()) await new Promise(setImmediate);
    child.kill('SIGKILL');
    await ended;
    if (existsSync(marker)) {
      assert.throws(() => lockFolder(site.data), /was interrupted while it exchanged the databases/);
    } else {
      lockFolder(site.data).release();
      const [first, second] = await tenants(site);
      assert.equal(first, second, 'both are of the backup, or neither');
    }
  }
  const again = await site.type(['restore', 'copy', '--replace', '--yes', ...BOTH]);
  assert.equal(again.code, 0, again.err);
  assert.deepEqual(await tenants(site), [false, false]);
  lockFolder(site.data).release();
});
