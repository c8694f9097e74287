import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { removeOlder } from '../../scripts/dashboard.ts';
import { UserId } from '../../src/model/index.ts';
import { Visitor } from '../pages/visitor.ts';
import { folder } from '../store/fixtures.ts';
import { type DashboardSite, openDashboard, PASSWORD } from './site.ts';

let site: DashboardSite;
let visitor: Visitor;

before(async () => {
  site = await openDashboard();
  const { port, host } = new URL(site.origin);
  visitor = new Visitor(Number(port), host);
});
after(() => site?.close());

test('a visitor who is not signed in signs in and comes back to the address', async () => {
  const asked = await visitor.get('/dashboard/applications?mode=live');
  assert.equal(asked.status, 303);
  assert.equal(asked.location, '/sign-in?return_to=%2Fdashboard%2Fapplications%3Fmode%3Dlive');
  const back = await visitor.signIn('dev@harbour.example', PASSWORD, '/dashboard/applications?mode=live');
  assert.equal(back.location, '/dashboard/applications?mode=live');
});

test('an operator who belongs to no customer comes to the dashboard after signing in, and others find it on their pages', async () => {
  const account = await visitor.get('/account');
  assert.match(account.text, /href="\/dashboard"/);
  const { store, clock } = site.api;
  const now = clock.now();
  const dev = await store.userByEmail('dev@harbour.example');
  assert.ok(dev);
  await store.addUser({ ...dev, id: UserId('alone'), email: 'alone@harbour.example' }, []);
  await store.setOperator({ userId: UserId('alone'), role: 'auditor', createdAt: now }, []);
  const { port, host } = new URL(site.origin);
  const alone = new Visitor(Number(port), host);
  await alone.signIn('alone@harbour.example', PASSWORD);
  assert.equal((await alone.get('/account')).location, '/dashboard');
});

test('the page runs only scripts with its nonce, cannot be framed, and is not kept', async () => {
  const [one, other] = [await visitor.get('/dashboard'), await visitor.get('/dashboard/anything/below')];
  const policy = String(one.headers['content-security-policy']);
  const nonce = /script-src 'nonce-([\w-]{24})' 'strict-dynamic';/.exec(policy)?.[1];
  assert.ok(nonce, policy);
  assert.ok(!policy.includes('unsafe'), policy);
  for (const part of [
    "default-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ])
    assert.ok(policy.includes(part), part);
  const scripts = [...one.text.matchAll(/<script[^>]*>/g)].map(([tag]) => tag);
  assert.ok(scripts.length === 1 && scripts.every((tag) => tag.includes(`nonce="${nonce}"`)), scripts.join());
  assert.ok(!/ (on\w+|style)=/.test(one.text), 'no inline handler, no inline style');
  assert.ok(!String(other.headers['content-security-policy']).includes(nonce), 'each page has its own nonce');
  assert.equal(one.headers['cache-control'], 'no-store');
});

test('a built file is kept for good, is sent compressed to those who take it, and is the same for all', async () => {
  const { text } = await visitor.get('/dashboard');
  const script = /<script type="module" src="([^"]+)"/.exec(text)?.[1] ?? '';
  const [plain, gzip, brotli] = await Promise.all(
    ['identity', 'gzip', 'gzip, br'].map((encoding) => download(script, encoding)),
  );
  assert.ok(plain && gzip && brotli);
  assert.match(plain.headers['cache-control'] ?? '', /immutable/);
  assert.equal(plain.headers.vary, 'accept-encoding');
  assert.deepEqual(
    [plain, gzip, brotli].map(({ headers }) => headers['content-encoding']),
    [undefined, 'gzip', 'br'],
  );
  assert.ok(gunzipSync(gzip.body).equals(plain.body));
  assert.ok(brotliDecompressSync(brotli.body).equals(plain.body));
});

async function download(
  path: string,
  encoding: string,
): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
  const { port, host } = new URL(site.origin);
  const asked = request({ port, path, headers: { host, 'accept-encoding': encoding } }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { headers: response.headers, body: await buffer(response) };
}

test('a file that is not of the build is not there, wherever its name leads', async () => {
  for (const name of [
    'nothing.js',
    'manifest.json',
    '..%2Fmanifest.json',
    '..%2F..%2Fserver%2Fpackage.json',
  ]) {
    const { status } = await visitor.get(`/dashboard/assets/${name}`);
    assert.equal(status, 404, name);
  }
});

test('the dashboard has the colours of the API', async () => {
  const branded = await openDashboard({ branding: { accent: '#8a1c4a' } });
  const { port, host } = new URL(branded.origin);
  const guest = new Visitor(Number(port), host);
  await guest.signIn('dev@harbour.example', PASSWORD);
  const { text } = await guest.get('/dashboard');
  const sheets = [...text.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, path = '']) => path);
  const [ours = '', theirs = ''] = await Promise.all(
    sheets.map(async (path) => (await guest.get(path)).text),
  );
  await branded.close();
  assert.match(ours, /--accent:/, 'from the colours of the other pages');
  assert.match(theirs, /--accent:\s*#8a1c4a/, 'the last one counts');
});

test('the build of a server that still runs stays for a day when the sources change', async (t) => {
  const builds = folder();
  t.after(builds.remove);
  const longAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1_000);
  for (const name of ['new', 'of-today', 'of-before', 'building-given-up']) {
    mkdirSync(builds.path(name));
    if (name !== 'of-today') utimesSync(builds.path(name), longAgo, longAgo);
  }
  await removeOlder('new', builds.path('.'));
  assert.deepEqual(readdirSync(builds.path('.')).sort(), ['new', 'of-today']);
});
