import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, afterEach, before, describe, test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import * as forExpress from '../src/express.ts';
import * as forFastify from '../src/fastify.ts';
import { protect } from '../src/fetch.ts';
import * as forHono from '../src/hono.ts';
import {
  API_NAME,
  caller,
  close,
  GUARD_KEY,
  type Latchkey,
  listen,
  refusal,
  refuse,
  startLatchkey,
} from './latchkey-double.ts';
import { send } from './raw-http.ts';

interface Options {
  url: string;
  key: string;
  /** The client's address as the header `x-real` gives it. */
  behindProxy?: boolean;
}

/** An API that answers `{ caller, body }`, guarded, in each of the frameworks. */
const guarded: Record<string, (options: Options) => Promise<Server>> = {
  express: async ({ behindProxy, ...options }) => {
    const app = express();
    const trustProxy = (request: express.Request) => request.get('x-real') ?? '';
    app.use(forExpress.latchkeyGuard({ ...options, ...(behindProxy && { trustProxy }) }));
    app.use(express.text());
    app.all('/*path', (request, response) => {
      response.json({ caller: request.caller, body: request.body ?? '' });
    });
    return createServer(app);
  },
  fastify: async ({ behindProxy, ...options }) => {
    const app = Fastify();
    const trustProxy = (request: { headers: Record<string, unknown> }) => String(request.headers['x-real']);
    await app.register(forFastify.latchkeyGuard, { ...options, ...(behindProxy && { trustProxy }) });
    app.all('/*', (request) => ({ caller: request.caller, body: request.body ?? '' }));
    await app.ready();
    return app.server;
  },
  hono: async ({ behindProxy, ...options }) => {
    const app = new Hono();
    const trustProxy = (c: { req: { header(name: string): string | undefined } }) =>
      c.req.header('x-real') ?? '';
    app.use(forHono.latchkeyGuard({ ...options, ...(behindProxy && { trustProxy }) }));
    app.all('*', async (c) => c.json({ caller: c.get('caller'), body: await c.req.text() }));
    return createServer(getRequestListener(app.fetch));
  },
  fetch: async ({ behindProxy, ...options }) => {
    const trustProxy = (request: Request) => request.headers.get('x-real') ?? '';
    const handler = protect(
      async (request, who) => Response.json({ caller: who, body: await request.text() }),
      { ...options, ...(behindProxy && { trustProxy }) },
    );
    return createServer(getRequestListener((request) => handler(request)));
  },
};

for (const [framework, build] of Object.entries(guarded)) {
  describe(`the guard for ${framework}`, () => {
    let latchkey: Latchkey;
    let allow: Latchkey['check'];
    let server: Server;
    let origin: string;
    before(async () => {
      latchkey = await startLatchkey();
      allow = latchkey.check;
      server = await build({ url: latchkey.url, key: GUARD_KEY });
      origin = await listen(server);
    });
    afterEach(() => {
      latchkey.check = allow;
      latchkey.asked.length = 0;
    });
    after(async () => {
      await close(server);
      await latchkey.close();
    });

    test('hands an allowed call on, with its caller and its body', async () => {
      const answer = await send(origin, '/v1/things?page=2', {
        method: 'POST',
        headers: { authorization: 'Bearer tok', 'content-type': 'text/plain', 'my-account': 'conn_1' },
        body: 'hello',
      });
      assert.equal(answer.status, 200);
      assert.deepEqual(JSON.parse(answer.body.toString()), { caller, body: 'hello' });
      assert.equal(answer.headers.ratelimit, '"client";r=9;t=60');
      const asked = latchkey.asked[0]?.headers;
      assert.equal(asked?.['x-forwarded-method'], 'POST');
      assert.equal(asked?.['x-forwarded-uri'], '/v1/things?page=2');
      assert.equal(asked?.['x-forwarded-host'], new URL(origin).host);
      assert.equal(asked?.authorization, 'Bearer tok');
      assert.equal(asked?.['my-account'], 'conn_1');
      assert.equal(asked?.['content-type'], undefined);
      const socketless = framework === 'fetch' ? '0.0.0.0' : '127.0.0.1';
      assert.equal(asked?.['x-forwarded-for'], socketless);
    });

    test('passes a refusal on byte for byte', async () => {
      latchkey.check = refuse;
      const answer = await send(origin, '/v1/things');
      assert.equal(answer.status, refusal.status);
      assert.deepEqual(answer.body, refusal.body);
      for (const [name, value] of Object.entries(refusal.headers)) assert.equal(answer.headers[name], value);
    });

    test('asks about the path as sent', async () => {
      const target = '/v1/a%2Fb/%20/c?x=%zz&y=1%262';
      await send(origin, target);
      assert.equal(latchkey.asked[0]?.headers['x-forwarded-uri'], target);
    });

    test('is not fooled by what a client says about itself', async () => {
      await send(origin, '/v1/things', {
        method: 'POST',
        headers: {
          host: 'api.example.com',
          'x-forwarded-host': 'sandbox.example.com',
          'x-forwarded-method': 'GET',
          'x-forwarded-uri': '/open',
          'x-forwarded-for': '10.0.0.1',
          'x-http-method-override': 'GET',
          'x-original-url': '/open',
          'latchkey-identity': 'me',
        },
      });
      const asked = latchkey.asked[0]?.headers;
      assert.equal(asked?.['x-forwarded-host'], 'api.example.com');
      assert.equal(asked?.['x-forwarded-method'], 'POST');
      assert.equal(asked?.['x-forwarded-uri'], '/v1/things');
      assert.notEqual(asked?.['x-forwarded-for'], '10.0.0.1');
      assert.equal(asked?.['latchkey-identity'], undefined);
    });

    test('answers 503 when Latchkey is away', async (t) => {
      const gone = await startLatchkey();
      await gone.close();
      const lonely = await build({ url: gone.url, key: GUARD_KEY });
      const address = await listen(lonely);
      t.after(() => close(lonely));
      const answer = await send(address, '/v1/things');
      assert.equal(answer.status, 503);
      assert.equal(answer.headers['content-type'], 'application/problem+json');
      assert.equal(JSON.parse(answer.body.toString()).code, 'unavailable');
      assert.ok(answer.headers['retry-after']);
    });

    test("takes the client's address from the trusted proxies", async (t) => {
      const proxied = await build({ url: latchkey.url, key: GUARD_KEY, behindProxy: true });
      const address = await listen(proxied);
      t.after(() => close(proxied));
      await send(address, '/v1/things', { headers: { 'x-real': '198.51.100.7' } });
      assert.equal(latchkey.asked[0]?.headers['x-forwarded-for'], '198.51.100.7');
    });
  });
}

const behind: Record<string, (options: { url: string; allowAnonymous?: boolean }) => Promise<Server>> = {
  express: async (options) => {
    const app = express();
    app.use(forExpress.latchkeyIdentity(options));
    app.get('/', (request, response) => void response.json(request.caller));
    return createServer(app);
  },
  fastify: async (options) => {
    const app = Fastify();
    await app.register(forFastify.latchkeyIdentity, options);
    app.get('/', (request) => request.caller);
    await app.ready();
    return app.server;
  },
  hono: async (options) => {
    const app = new Hono();
    app.use(forHono.latchkeyIdentity(options));
    app.get('/', (c) => c.json(c.get('caller')));
    return createServer(getRequestListener(app.fetch));
  },
};

for (const [framework, build] of Object.entries(behind)) {
  test(`the identity for ${framework}: taken when it is Latchkey's, refused otherwise`, async (t) => {
    const latchkey = await startLatchkey();
    t.after(() => latchkey.close());
    const server = await build({ url: latchkey.url });
    const origin = await listen(server);
    t.after(() => close(server));
    const [key] = latchkey.keys;
    assert.ok(key);
    const ask = async (identity?: string) => {
      const answer = await send(origin, '/', { headers: identity ? { 'latchkey-identity': identity } : {} });
      return { status: answer.status, body: JSON.parse(answer.body.toString()) };
    };
    assert.deepEqual(await ask(await key.sign()), { status: 200, body: caller });
    const missing = await ask();
    assert.deepEqual([missing.status, missing.body.code], [401, 'missing_token']);
    const other = await ask(await key.sign({ aud: `not-${API_NAME}` }));
    assert.deepEqual([other.status, other.body.code], [401, 'invalid_token']);

    const open = await build({ url: latchkey.url, allowAnonymous: true });
    const openOrigin = await listen(open);
    t.after(() => close(open));
    const nobody = { headers: { 'latchkey-identity': await key.sign({ caller: null }) } };
    const anonymous = await send(openOrigin, '/', nobody);
    assert.deepEqual([anonymous.status, JSON.parse(anonymous.body.toString() || 'null')], [200, null]);
    assert.equal((await send(openOrigin, '/')).status, 401, 'what is open to everybody is signed as well');
    assert.equal((await send(origin, '/', nobody)).status, 401);
    const pretended = await send(openOrigin, '/', { headers: { 'latchkey-identity': 'made-up' } });
    assert.equal(pretended.status, 401);

    const gone = await startLatchkey();
    await gone.close();
    const lonely = await build({ url: gone.url });
    const address = await listen(lonely);
    t.after(() => close(lonely));
    const unknown = await send(address, '/', { headers: { 'latchkey-identity': await key.sign() } });
    assert.equal(unknown.status, 503);
  });
}
