import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import * as forExpress from '../../src/express.ts';
import * as forFastify from '../../src/fastify.ts';
import { protect } from '../../src/fetch.ts';
import * as forHono from '../../src/hono.ts';
import type { GuardOptions } from '../../src/index.ts';
import { localDecisions } from '../../src/local.ts';
import { close, listen } from '../latchkey-double.ts';
import { send } from '../raw-http.ts';
import { connect, worldFor } from './world.ts';

/** An API that answers with its caller, in each of the frameworks. */
const APIS: Record<string, (options: GuardOptions) => Server> = {
  express(options) {
    const app = express();
    app.use(forExpress.latchkeyGuard(options));
    app.all('/*path', (request, response) => void response.json(request.caller));
    return createServer(app);
  },
  hono(options) {
    const app = new Hono();
    app.use(forHono.latchkeyGuard(options));
    app.all('*', (c) => c.json(c.get('caller')));
    return createServer(getRequestListener(app.fetch));
  },
  fetch: (options) =>
    createServer(getRequestListener(protect((_request, caller) => Response.json(caller), options))),
};

for (const [name, open] of Object.entries(APIS)) {
  test(`${name}: a call that was decided before costs no round trip, and its answer says so`, async (t) => {
    const world = await worldFor(t);
    const { token } = await connect(world.api);
    const server = open({ url: world.url, key: world.key, local: localDecisions() });
    const origin = await listen(server);
    t.after(() => close(server));
    const headers = { host: world.host, authorization: `Bearer ${token}` };
    const first = await send(origin, '/things', { headers });
    assert.deepEqual([first.status, first.headers['latchkey-basis']], [200, undefined]);
    const second = await send(origin, '/things?page=2', { headers });
    assert.match(String(second.headers['latchkey-basis']), /^(stream|recent)$/);
    assert.equal(JSON.parse(second.body.toString()).user.id, 'usr_1');
    assert.equal(world.asked('check'), 1);
  });
}

test('Fastify: what is not delivered yet is when the application closes', async (t) => {
  const world = await worldFor(t);
  const { token } = await connect(world.api);
  const app = Fastify();
  await app.register(forFastify.latchkeyGuard, { url: world.url, key: world.key, local: localDecisions() });
  app.get('/things', (request) => request.caller);
  const headers = { host: world.host, authorization: `Bearer ${token}` };
  for (let round = 0; round < 3; round++) {
    assert.equal((await app.inject({ url: '/things', headers })).statusCode, 200);
  }
  await app.close();
  const rows = await world.api.store.auditTrail({ kind: 'api.called', limit: 10 });
  assert.equal(rows.length, 3);
  assert.equal(rows.filter(({ detail }) => detail.decided === 'sdk').length, 2);
});
