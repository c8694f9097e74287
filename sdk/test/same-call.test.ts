import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type TestContext, test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { gateway } from '../../server/src/config/index.ts';
import * as forExpress from '../src/express.ts';
import * as forFastify from '../src/fastify.ts';
import * as forHono from '../src/hono.ts';
import { createIdentityVerifier, type DoorOptions } from '../src/index.ts';
import { close, GUARD_KEY, listen, startLatchkey } from './latchkey-double.ts';
import { send } from './raw-http.ts';
import { startRealLatchkey } from './real-latchkey.ts';

/*
 * An identity is valid only for the call that it was issued for: an attacker who gets hold of one, from a log
 * or as the API behind another address, cannot make another call with it.
 */

/** An API behind Latchkey that says who calls, in each of the frameworks. */
const frameworks: Record<string, (options: DoorOptions) => Promise<Server>> = {
  express: async (options) => {
    const app = express();
    const inner = express.Router();
    inner.use(forExpress.latchkeyIdentity(options));
    inner.all('/*path', (request, response) => void response.json({ caller: request.caller }));
    app.use('/things', inner);
    app.use(inner);
    return createServer(app);
  },
  fastify: async (options) => {
    const app = Fastify();
    await app.register(forFastify.latchkeyIdentity, options);
    app.all('/*', (request) => ({ caller: request.caller }));
    await app.ready();
    return app.server;
  },
  hono: async (options) => {
    const app = new Hono();
    app.use(forHono.latchkeyIdentity(options));
    app.all('*', (c) => c.json({ caller: c.get('caller') }));
    return createServer(getRequestListener(app.fetch));
  },
};

const digest = (call: string) => createHash('sha256').update(call).digest('base64url');

async function serving(t: TestContext, server: Server): Promise<string> {
  t.after(() => close(server));
  return listen(server);
}

for (const [framework, build] of Object.entries(frameworks)) {
  test(`${framework}: an identity counts for its call alone`, async (t) => {
    const latchkey = await startLatchkey();
    t.after(() => latchkey.close());
    const identity = await latchkey.keys[0]?.sign({ call: digest('GET /things/1?all=yes') });
    const headers = { 'latchkey-identity': identity ?? '' };
    const origin = await serving(t, await build({ url: latchkey.url }));
    assert.equal((await send(origin, '/things/1?all=yes', { headers })).status, 200);
    const others: [method: string, target: string][] = [
      ['DELETE', '/things/1?all=yes'],
      ['GET', '/things/2?all=yes'],
      ['GET', '/things/1?all=no'],
      ['GET', '/things/1'],
      ['GET', '/things/./1?all=yes'],
    ];
    for (const [method, target] of others) {
      const { status } = await send(origin, target, { method, headers });
      assert.ok(status === 401 || status === 400, `${method} ${target} ${status}`);
    }
    const rewritten = await serving(t, await build({ url: latchkey.url, rewritten: true }));
    assert.equal((await send(rewritten, '/inner/1', { headers })).status, 200);
  });

  test(`${framework}: every call that the real gateway passes on arrives as its own`, async (t) => {
    const held: { server?: Server } = {};
    const upstream = createServer((request, response) => held.server?.emit('request', request, response));
    const address = await serving(t, upstream);
    const latchkey = await startRealLatchkey(t, gateway({ upstream: address }));
    held.server = await build({ url: latchkey.url, key: latchkey.key, allowAnonymous: true });
    const headers = { host: latchkey.host, authorization: `Bearer ${latchkey.token}` };
    for (const query of ['', '?', "?q='a'", '?q="<a>"|^`{}[]\\', '?q=%27&&x=%zz', '?a?b', '?q=/../x']) {
      const { status, body } = await send(latchkey.origin, `/things${query}`, { headers });
      assert.equal(status, 200, query);
      assert.equal(JSON.parse(body.toString()).caller.user.id, 'usr_1', query);
    }
    const open = await send(latchkey.origin, '/open', { headers: { host: latchkey.host } });
    assert.deepEqual([open.status, JSON.parse(open.body.toString())], [200, { caller: null }]);
    const around = await send(address, '/open');
    assert.equal(around.status, 401, 'open to everybody, but by the front door');
  });
}

test('an identity for another host of the same API is refused where the host is named', async (t) => {
  const latchkey = await startLatchkey();
  t.after(() => latchkey.close());
  const identity = await latchkey.keys[0]?.sign({ host: 'mcp.example.com' });
  const verify = (host: string) => createIdentityVerifier({ url: latchkey.url, host })(identity);
  assert.ok(await verify('mcp.example.com'));
  await assert.rejects(verify('api.example.com'), { reason: 'wrong_call' });
});

test('with the guard key, keys are taken from nobody but Latchkey', async (t) => {
  const [latchkey, impostor] = [await startLatchkey(), await startLatchkey()];
  const bare = createServer((_request, response) => {
    response.setHeader('content-type', 'application/jwk-set+json');
    response.end(JSON.stringify({ keys: impostor.keys.map(({ jwk }) => jwk) }));
  });
  const origin = await serving(t, bare);
  t.after(() => Promise.all([latchkey.close(), impostor.close()]));
  const [theirs, ours] = [await impostor.keys[0]?.sign(), await latchkey.keys[0]?.sign()];
  const url = latchkey.url.replace(/^http:\/\/[^/]*/, origin);
  assert.ok(await createIdentityVerifier({ url })(theirs), 'without it, whoever answers there is believed');
  await assert.rejects(createIdentityVerifier({ url, key: GUARD_KEY })(theirs), { reason: 'unavailable' });
  assert.ok(await createIdentityVerifier({ url: latchkey.url, key: GUARD_KEY })(ours));
});
