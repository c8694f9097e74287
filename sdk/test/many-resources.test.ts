import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import { type TestContext, test } from 'node:test';
import express from 'express';
import { gateway } from '../../server/src/config/index.ts';
import { GrantId } from '../../server/src/model/index.ts';
import { latchkeyIdentity } from '../src/express.ts';
import { type Caller, createGuard } from '../src/index.ts';
import { close, listen } from './latchkey-double.ts';
import { guarded } from './local/guarded.ts';
import { connect, type World, worldFor } from './local/world.ts';
import { send } from './raw-http.ts';

/*
 * A user selected thousands of projects. The caller is sent in a header, and servers accept 8 to 16 KB of
 * headers in all.
 */

const projects = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ type: 'project', id: `6f1c1c7e-${index}` }));

/** An API behind the real gateway, with or without the guard key; `seen` are the requests that it got. */
async function behind(t: TestContext, withKey: boolean) {
  const held: { app?: express.Express } = {};
  const seen: IncomingMessage[] = [];
  const upstream = createServer((request, response) => {
    seen.push(request);
    held.app?.(request, response);
  });
  t.after(() => close(upstream));
  const address = await listen(upstream);
  const world = await worldFor(t, { front: gateway({ upstream: address }) });
  held.app = express();
  held.app.use(latchkeyIdentity({ url: world.url, ...(withKey ? { key: world.key } : {}) }));
  held.app.get('/*path', (request, response) => void response.json(request.caller));
  return { world, seen };
}

function call({ port, host }: World, token: string, path: string) {
  const headers = { host, authorization: `Bearer ${token}` };
  return send(`http://127.0.0.1:${port}`, path, { headers });
}

for (const count of [1_000, 5_000]) {
  test(`an API behind the gateway is told ${count} selected resources, by reference`, async (t) => {
    const { world, seen } = await behind(t, true);
    const { token } = await connect(world.api, { resources: projects(count) });
    for (let again = 0; again < 2; again++) {
      const answer = await call(world, token, '/things');
      assert.equal(answer.status, 200, answer.body.toString());
      const caller: Caller = JSON.parse(answer.body.toString());
      assert.deepEqual(caller.resources, projects(count));
    }
    assert.ok(String(seen[0]?.headers['latchkey-identity']).length < 2_000);
    assert.equal(world.asked('selection'), 1, 'what a reference stands for is asked for once');
    assert.equal((await call(world, token, `/projects/6f1c1c7e-${count - 1}`)).status, 200);
    assert.equal((await call(world, token, '/projects/another')).status, 404);
  });

  test(`an API that asks, or decides by itself, is told ${count} selected resources`, async (t) => {
    const world = await worldFor(t);
    const { token } = await connect(world.api, { resources: projects(count) });
    const asking = createGuard({ url: world.url, key: world.key });
    const headers = { authorization: `Bearer ${token}` };
    const one = { method: 'GET', host: world.host, uri: '/things', headers, ip: '192.0.2.7' };
    const answer = await asking(one);
    assert.deepEqual(answer.allowed && answer.caller?.resources, projects(count));

    const guard = await guarded(null, world);
    assert.equal(await guard.basis(token), 'asked');
    assert.equal(await guard.basis(token), 'stream');
    await guard.close();
    assert.deepEqual(guard.problems, []);
    const rows = await world.api.store.auditTrail({ kind: 'api.called', limit: 10 });
    assert.equal(
      rows.filter(({ detail }) => detail.decided === 'sdk').length,
      1,
      'and the call is in the log',
    );
  });
}

test('up to a hundred are named as before, and without the guard key more are refused, not left out', async (t) => {
  const { world } = await behind(t, false);
  const few = await connect(world.api, { resources: projects(100) });
  const named = await call(world, few.token, '/things');
  assert.equal(JSON.parse(named.body.toString()).resources.length, 100);
  const many = await connect(world.api, { resources: projects(101) });
  const refused = await call(world, many.token, '/things');
  assert.equal(refused.status, 503);
});

test('a token keeps its own selection, which its reference stands for, when more was selected later', async (t) => {
  const world = await worldFor(t);
  const { token, grant } = await connect(world.api, { resources: projects(200) });
  const { clientId, userId, tenantId, mode, scopes } = grant;
  await world.api.store.recordConsent({
    ...{
      clientId,
      userId,
      tenantId,
      mode,
      scopes,
      newGrantId: GrantId('grt_unused'),
      newConnectedAccountId: null,
    },
    ...{ resources: projects(400), ceiling: null, now: Date.now(), audit: { allowed: [], held: [] } },
  });
  const headers = { authorization: `Bearer ${token}` };
  const answer = await createGuard({ url: world.url, key: world.key })({
    ...{ method: 'GET', host: world.host, uri: '/things', headers, ip: '192.0.2.7' },
  });
  assert.ok(answer.allowed);
  assert.equal(answer.caller?.resources?.length, 200);
});

test('a reference stands for the decided selection, and needs the guard key', async (t) => {
  const world = await worldFor(t);
  const { token, grant } = await connect(world.api, { resources: projects(200) });
  const ask = (endpoint: string, headers: Record<string, string>) =>
    fetch(`${world.url}/${endpoint}`, { headers: { 'latchkey-guard-key': world.key, ...headers } });
  const decided = await ask('check', {
    authorization: `Bearer ${token}`,
    'x-forwarded-method': 'GET',
    'x-forwarded-host': world.host,
    'x-forwarded-uri': '/things',
    'x-forwarded-for': '192.0.2.7',
  });
  const [, payload = ''] = decided.headers.get('latchkey-identity')?.split('.') ?? [];
  const { caller, selection } = JSON.parse(Buffer.from(payload, 'base64url').toString());
  assert.deepEqual(caller.resources, [], 'an API that does not ask shows nothing');
  const reference = { 'latchkey-selection': String(selection) };
  assert.equal((await (await ask('selection', reference)).json()).resources.length, 200);
  for (const key of ['', 'guess']) {
    assert.equal((await ask('selection', { ...reference, 'latchkey-guard-key': key })).status, 404);
  }
  await world.api.store.shrinkGrant({
    grantId: grant.id,
    tenantId: grant.tenantId,
    scopes: grant.scopes,
    resources: projects(199),
    now: Date.now(),
    audit: [],
  });
  for (const gone of [selection, `${grant.id}.`, 'none', '']) {
    assert.equal((await ask('selection', { 'latchkey-selection': gone })).status, 404);
  }
});
