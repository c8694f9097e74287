import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { client } from '../../pages/site.ts';
import { bodyOf, GOOD, openRequestSite, PREFIX, push, pushed } from './rig.ts';

/* The limits of pushed requests by public and self-registered clients, which anyone can be. */

test('a pushed request keeps what it says and nothing else', async (t) => {
  const site = await openRequestSite();
  t.after(() => site.close());
  const uri = await pushed(site, { ...GOOD, junk: 'x'.repeat(60_000), x_more: 'y' });
  const stored = await site.api.store.pushedRequest(sha256(uri.slice(PREFIX.length)), site.clock.now());
  assert.deepEqual(Object.fromEntries(stored?.parameters ?? []), GOOD);
  const long = await push(site, { ...GOOD, login_hint: 'x'.repeat(25_000) });
  assert.deepEqual([long.status, bodyOf(long).error], [400, 'invalid_request']);
  assert.match(String(bodyOf(long).error_description), /24 KiB/);
  const [row] = await site.api.store.auditTrail({ kind: 'authorization.pushed', limit: 10 });
  assert.deepEqual([row?.clientId, row?.outcome], ['server', 'allowed']);
});

test('clients that anybody can be push so often in a minute, a client that was vouched for goes on', async (t) => {
  const registered = { origin: 'registration', kind: 'public' } as const;
  const site = await openRequestSite({ clients: [client({ id: 'registered', ...registered })] });
  t.after(() => site.close());
  const ask = (clientId: string) => site.browser().post('/oauth/par', { ...GOOD, client_id: clientId });
  for (let n = 0; n < 120; n++) {
    const answer = await ask(n % 2 === 0 ? 'app' : 'registered');
    assert.equal(answer.status, 201, answer.text);
  }
  const refused = await ask('app');
  assert.deepEqual([refused.status, bodyOf(refused).error], [429, 'temporarily_unavailable']);
  assert.ok(Number(refused.headers['retry-after']) >= 1);
  assert.equal((await push(site, GOOD)).status, 201);
  const rows = await site.api.store.auditTrail({ kind: 'authorization.pushed', limit: 1_000 });
  assert.equal(rows.filter(({ clientId }) => clientId === 'app').length, 20, 'the rest is counted');
});
