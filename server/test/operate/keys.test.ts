import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openKeys } from '../../src/tokens/keyring.ts';
import { lostKeys, renewKeys } from '../../src/tokens/renewal.ts';
import { accessTokenIn, peopled, siteFor } from '../backup/site.ts';
import { BIN, shell } from '../cli/shell.ts';
import { by, redeeming, serveOAuth } from '../oauth/serve.ts';

const newKey = () => randomBytes(32).toString('base64url');
const PAGE = readFileSync(new URL('../../../docs/operate/keys.md', import.meta.url), 'utf8');

test('a lost master key: under a new one tokens go on and old seals verify, and the old one opens nothing', async (t) => {
  const site = await siteFor(t);
  const robot = await peopled(site);
  const before = await site.serve();
  const token = accessTokenIn(await before.token(robot));
  await before.stop();
  const { out } = await site.type(['audit', 'verify']);
  const [, head = ''] = /--head (\S+)/.exec(out) ?? [];
  const hook = ['webhook', 'add', '--url', 'http://127.0.0.1:9/hook'];
  const [endpoint = ''] = /whe_\w+/.exec((await site.type(hook)).out) ?? [];
  const sound = join(site.home, 'sound');
  cpSync(site.data, sound, { recursive: true });
  const anew = () => {
    rmSync(site.data, { recursive: true });
    cpSync(sound, site.data, { recursive: true });
  };
  const key = newKey();
  const env = { LATCHKEY_MODE: 'development', LATCHKEY_DATA: site.data, LATCHKEY_MASTER_KEY: key };
  const type = shell(site.home, env);
  const opens = async (typed: typeof type) => /Nothing is broken/.test((await typed(['doctor'])).out);
  const asking = () => {
    const child = spawn(process.execPath, [BIN, 'keys', 'renew'], {
      cwd: site.home,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    t.after(() => child.kill('SIGKILL'));
    return child;
  };

  await t.test('every command says what to do', async () => {
    assert.match((await type(['doctor'])).out, /BROKEN .*another master key\.\n.*docs\/operate\/keys\.md/);
    const refused = await type(['audit', 'verify']);
    assert.match(refused.err, /another master key; .* see docs\/operate\/keys\.md if it is lost/);
    assert.ok(PAGE.includes(refused.err.replace('book-shop', 'shop')), refused.err);
    assert.match((await site.type(['keys', 'renew'])).out, /The master key opens every key of book-shop/);
  });

  await t.test('another answer, or a kill at the question, changes nothing', async () => {
    const cancelled = await type(['keys', 'renew'], 'yes\n');
    assert.equal(cancelled.code, 1);
    assert.match(cancelled.err, /Type renew to go on\.\nNothing was changed\./);
    const child = asking();
    await untilAsked(child);
    await killed(child);
    assert.ok(await opens(site.type));
    assert.ok(!(await opens(type)));
  });

  await t.test('a kill after the answer leaves the old keys or the new ones', async () => {
    const child = asking();
    await untilAsked(child);
    const wal = `${join(site.data, 'book-shop.sqlite')}-wal`;
    const written = () => statSync(wal, { throwIfNoEntry: false })?.size;
    const before = written();
    child.stdin?.write('renew\n');
    // Until it begins to write, or has ended, when the log is gone.
    while (child.exitCode === null && written() === before) await new Promise(setImmediate);
    await killed(child);
    const renewed = await type(['keys', 'renew', '--yes']);
    assert.equal(renewed.code, 0, renewed.err);
    assert.ok(await opens(type));
    anew();
  });

  await t.test('a yes makes them anew, with the words for what there is', async () => {
    const renewed = await type(['keys', 'renew'], 'renew\n');
    assert.equal(renewed.code, 0, renewed.err);
    assert.match(renewed.out, new RegExp(`/hook gets nothing until latchkey webhook rotate ${endpoint}\n`));
    assert.match(renewed.out, /Removed 8 keys of book-shop; the next start makes new ones\./);
    assert.match((await type(['keys', 'renew'])).out, /none has to be made anew/);
    assert.match((await site.type(['audit', 'verify'])).err, /another master key/);

    const after = await site.serve({ LATCHKEY_MASTER_KEY: key });
    assert.equal((await after.ask('api', '/notes', { token })).status, 200);
    accessTokenIn(await after.token(robot));
    await after.stop();
    const verified = await type(['audit', 'verify', '--head', head]);
    assert.equal(verified.code, 0, verified.out);
    assert.match((await type(['keys', 'list'])).out, /^audit_public +EdDSA /m);
    const rotated = await type(['webhook', 'rotate', endpoint]);
    assert.equal(rotated.code, 0, rotated.err);
    const db = new DatabaseSync(join(site.data, 'book-shop.sqlite'), { readOnly: true });
    const [row] = db.prepare('SELECT secrets FROM webhook_endpoints').all();
    db.close();
    assert.equal(JSON.parse(String(row?.secrets)).length, 1, 'the secret that nobody can open is gone');
  });
});

test('under renewed keys unused refresh tokens go on; a public key that was exchanged verifies no seals', async (t) => {
  const served = await serveOAuth();
  t.after(() => served.close());
  const given = await served.post(redeeming(await served.consent()));
  const { store, clock, config } = served.api;
  const about = { store, apiName: config.name, clock, audit: [] };
  const [first, second] = [randomBytes(32), randomBytes(32)];
  const { id } = served.keys.audit();
  const lost = await lostKeys({ ...about, masterKey: first });
  assert.deepEqual(await renewKeys({ ...about, masterKey: first }, lost), []);
  const renewed = await openKeys({ ...about, masterKey: first, algorithms: config.signing });
  assert.notEqual(renewed.audit().id, id);
  assert.ok(renewed.auditById(id));
  Object.assign(served.api, { keys: renewed });
  const refresh = (token: unknown) =>
    served.post({ grant_type: 'refresh_token', refresh_token: String(token), ...by('web') });
  const next = await refresh(given.json.refresh_token);
  assert.equal(next.status, 200, next.text);
  assert.equal((await refresh(next.json.refresh_token)).status, 200);

  const another = served.keys.published()[0];
  const forged = (await lostKeys({ ...about, masterKey: second })).map((key) =>
    key.id === id ? { ...key, publicJwk: JSON.stringify(another) } : key,
  );
  assert.deepEqual(await renewKeys({ ...about, masterKey: second }, forged), [id]);
  assert.equal((await openKeys({ ...about, masterKey: second })).auditById(id), null);
});

async function untilAsked(child: ChildProcess): Promise<void> {
  for await (const said of child.stderr ?? []) if (/Type renew to go on/.test(String(said))) return;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
