import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { type TestContext, test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import * as forExpress from '../src/express.ts';
import * as forFastify from '../src/fastify.ts';
import * as forHono from '../src/hono.ts';
import { close, GUARD_KEY, listen, startLatchkey } from './latchkey-double.ts';
import { send } from './raw-http.ts';

async function start(t: TestContext, build: (options: { url: string; key: string }) => Promise<Server>) {
  const latchkey = await startLatchkey();
  t.after(() => latchkey.close());
  const server = await build({ url: latchkey.url, key: GUARD_KEY });
  const origin = await listen(server);
  t.after(() => close(server));
  return { origin, asked: latchkey.asked };
}

test('Express: a mounted router and a rewritten URL are judged by the path the client sent', async (t) => {
  const { origin, asked } = await start(t, async (options) => {
    const app = express();
    const router = express.Router();
    router.use(forExpress.latchkeyGuard(options));
    router.all('/*path', (request, response) => void response.send(request.url));
    app.use((request, _response, next) => {
      request.url = request.url.replace('/old/', '/v1/');
      next();
    });
    app.use('/v1', router);
    return createServer(app);
  });
  const answer = await send(origin, '/old/things?x=1');
  assert.equal(answer.body.toString(), '/things?x=1');
  assert.equal(asked[0]?.headers['x-forwarded-uri'], '/old/things?x=1');
});

test('Express: a method override after the guard has no effect; before it, it is what is judged', async (t) => {
  const override: express.RequestHandler = (request, _response, next) => {
    request.method = request.get('x-http-method-override') ?? request.method;
    next();
  };
  for (const order of ['after', 'before']) {
    const { origin, asked } = await start(t, async (options) => {
      const app = express();
      const guard = forExpress.latchkeyGuard(options);
      app.use(...(order === 'after' ? [guard, override] : [override, guard]));
      app.delete('/', (_request, response) => void response.send('deleted'));
      app.post('/', (_request, response) => void response.send('posted'));
      return createServer(app);
    });
    const answer = await send(origin, '/', {
      method: 'POST',
      headers: { 'x-http-method-override': 'DELETE' },
    });
    const judged = asked[0]?.headers['x-forwarded-method'];
    assert.deepEqual(
      [judged, answer.body.toString()],
      order === 'after' ? ['POST', 'posted'] : ['DELETE', 'deleted'],
    );
  }
});

test('Fastify: a rewritten URL is judged by the path the client sent', async (t) => {
  const { origin, asked } = await start(t, async (options) => {
    const app = Fastify({ rewriteUrl: (request) => (request.url ?? '').replace('/old/', '/v1/') });
    await app.register(forFastify.latchkeyGuard, options);
    app.get('/v1/things', (request) => ({ url: request.url }));
    await app.ready();
    return app.server;
  });
  const answer = await send(origin, '/old/things');
  assert.deepEqual(JSON.parse(answer.body.toString()), { url: '/v1/things' });
  assert.equal(asked[0]?.headers['x-forwarded-uri'], '/old/things');
});

test('Fastify: routes in plugins, and paths without a route, are guarded', async (t) => {
  const { origin, asked } = await start(t, async (options) => {
    const app = Fastify();
    app.register(async (child) => void child.get('/child', () => 'child'));
    app.register(forFastify.latchkeyGuard, options);
    app.register(async (child) => void child.get('/later', () => 'later'));
    await app.ready();
    return app.server;
  });
  for (const path of ['/child', '/later', '/nowhere']) await send(origin, path);
  assert.deepEqual(
    asked.map((request) => request.headers['x-forwarded-uri']),
    ['/child', '/later', '/nowhere'],
  );
});

test('Hono: a mounted application is judged by the path the client sent', async (t) => {
  const { origin, asked } = await start(t, async (options) => {
    const inner = new Hono();
    inner.use(forHono.latchkeyGuard(options));
    inner.get('/things', (c) => c.text(c.req.path));
    const app = new Hono();
    app.mount('/v1', inner.fetch);
    return createServer(getRequestListener(app.fetch));
  });
  const answer = await send(origin, '/v1/things?x=1');
  assert.equal(answer.body.toString(), '/things');
  assert.equal(asked[0]?.headers['x-forwarded-uri'], '/v1/things?x=1');
});

test('Hono: a path that is not served as it was sent is refused, not judged', async (t) => {
  const { origin, asked } = await start(t, async (options) => {
    const app = new Hono();
    app.use(forHono.latchkeyGuard(options));
    app.get('/closed', (c) => c.text('closed'));
    return createServer(getRequestListener(app.fetch));
  });
  for (const path of ['/open/../closed', '/open/%2e%2E/closed', '/open\\..\\closed', '/./closed']) {
    const answer = await send(origin, path);
    assert.equal(answer.status, 400, path);
  }
  assert.equal(asked.length, 0);
});

test('Hono: limits are told with a response that cannot be changed, too', async (t) => {
  const { origin } = await start(t, async (options) => {
    const app = new Hono();
    app.use(forHono.latchkeyGuard(options));
    app.get('/away', () => Response.redirect('https://example.com/', 303));
    return createServer(getRequestListener(app.fetch));
  });
  const answer = await send(origin, '/away');
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.ratelimit, '"client";r=9;t=60');
});
