import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import express from 'express';
import Fastify from 'fastify';
import { gateway, sdk } from '../../server/src/config/index.ts';
import * as forExpress from '../src/express.ts';
import * as forFastify from '../src/fastify.ts';
import { type Caller, createGuard } from '../src/index.ts';
import { close, listen } from './latchkey-double.ts';
import { send } from './raw-http.ts';
import { startRealLatchkey } from './real-latchkey.ts';

test('the real check endpoint decides, and its refusals arrive as it wrote them', async (t) => {
  const latchkey = await startRealLatchkey(t, sdk());
  const app = express();
  app.use(forExpress.latchkeyGuard({ url: latchkey.url, key: latchkey.key }));
  app.all('/*path', (request, response) => void response.json(request.caller));
  const server = createServer(app);
  const origin = await listen(server);
  t.after(() => close(server));
  const call = (method: string, path: string, headers: Record<string, string> = {}) =>
    send(origin, path, { method, headers: { host: latchkey.host, ...headers } });
  const bearer = { authorization: `Bearer ${latchkey.token}` };

  const allowed = await call('GET', '/things?page=1', bearer);
  assert.equal(allowed.status, 200);
  const caller: Caller = JSON.parse(allowed.body.toString());
  assert.deepEqual(caller.tenant, { id: 'biz_1', name: 'Müller & Søn' });
  assert.equal(caller.user?.email, 'mia@example.com');
  assert.deepEqual(caller.permissions, ['thing.read']);
  assert.equal(caller.operation, 'listThings');
  assert.match(String(allowed.headers.ratelimit), /r=\d+/);

  const open = await call('GET', '/open');
  assert.deepEqual([open.status, JSON.parse(open.body.toString())], [200, null]);

  const refusals: [string, string, Record<string, string>, number, string][] = [
    ['GET', '/things', {}, 401, 'missing_token'],
    ['GET', '/things', { authorization: 'Bearer pat_wrong' }, 401, 'invalid_token'],
    ['POST', '/things', bearer, 403, 'insufficient_scope'],
    ['DELETE', '/things/1', bearer, 403, 'insufficient_role'],
    ['GET', '/nowhere', bearer, 404, 'not_found'],
    ['PUT', '/things', bearer, 405, 'method_not_allowed'],
    ['GET', '/open/../things', bearer, 400, 'invalid_request'],
  ];
  for (const [method, path, headers, status, code] of refusals) {
    const answer = await call(method, path, headers);
    const body: Record<string, unknown> = JSON.parse(answer.body.toString());
    assert.deepEqual([answer.status, body.code], [status, code], `${method} ${path}`);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    if (status === 401) assert.match(String(answer.headers['www-authenticate']), /^Bearer /);
  }
});

test('usage is read page by page, and a wrong query is named', async (t) => {
  const latchkey = await startRealLatchkey(t, sdk());
  const guard = createGuard({ url: latchkey.url, key: latchkey.key });
  const call = { method: 'GET', host: latchkey.host, headers: {}, ip: '127.0.0.1' };
  for (const uri of ['/things', '/open', '/things']) {
    assert.ok((await guard({ ...call, uri, authorization: `Bearer ${latchkey.token}` })).allowed);
  }
  const found: [string | null, number][] = [];
  let cursor: string | undefined;
  do {
    const page = await guard.usage({ limit: 1, cursor });
    assert.ok(page.usage.length <= 1 && page.limits.length === 0);
    found.push(...page.usage.map(({ operation, calls }): [string | null, number] => [operation, calls]));
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  assert.deepEqual(found.sort(), [
    ['GET /open', 1],
    ['listThings', 2],
  ]);
  await assert.rejects(guard.usage({ limit: 0 }), /\(400\): limit has to be a whole number/);
  await assert.rejects(createGuard({ url: latchkey.url, key: 'another' }).usage());
});

test('without the guard key nobody comes in, and nothing is told', async (t) => {
  const latchkey = await startRealLatchkey(t, sdk());
  const app = Fastify();
  await app.register(forFastify.latchkeyGuard, { url: latchkey.url, key: 'made-up' });
  app.get('/things', () => 'things');
  await app.ready();
  const origin = await listen(app.server);
  t.after(() => close(app.server));
  const headers = { host: latchkey.host, authorization: `Bearer ${latchkey.token}` };
  assert.equal((await send(origin, '/things', { headers })).status, 503);
});

test('behind the real gateway, the identity names the caller; around it, nobody comes in', async (t) => {
  const app = Fastify();
  const upstream = createServer((request, response) => app.routing(request, response));
  const address = await listen(upstream);
  t.after(() => close(upstream));
  const latchkey = await startRealLatchkey(t, gateway({ upstream: address }));
  await app.register(forFastify.latchkeyIdentity, { url: latchkey.url });
  app.get('/things', (request) => ({ caller: request.caller }));
  await app.ready();

  const authorization = `Bearer ${latchkey.token}`;
  const through = await send(latchkey.origin, '/things', { headers: { host: latchkey.host, authorization } });
  assert.equal(through.status, 200);
  const { caller }: { caller: Caller } = JSON.parse(through.body.toString());
  assert.equal(caller.user?.id, 'usr_1');

  const around = await send(address, '/things', { headers: { authorization } });
  assert.equal(around.status, 401);
});
