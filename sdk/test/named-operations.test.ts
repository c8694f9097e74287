import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { describe, test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { sdk } from '../../server/src/config/index.ts';
import * as forExpress from '../src/express.ts';
import * as forFastify from '../src/fastify.ts';
import { protect } from '../src/fetch.ts';
import * as forHono from '../src/hono.ts';
import { close, listen } from './latchkey-double.ts';
import { send } from './raw-http.ts';
import { type RealLatchkey, startRealLatchkey } from './real-latchkey.ts';

/*
 * One address that takes calls of many kinds, and the metadata of the API at its own origin, in each of the
 * frameworks, with decisions of the real server.
 */

interface Rpc {
  does?: string;
}
const nameOf = (body: unknown) => (body as Rpc).does;

/** An API that says which operation it was let through as, and what it got. */
const frameworks: Record<string, (options: { url: string; key: string }) => Promise<Server>> = {
  express: async (options) => {
    const app = express();
    app.use(express.json());
    const operation = (request: express.Request) => nameOf(request.body ?? {});
    app.use(forExpress.latchkeyGuard({ ...options, operation }));
    app.all('/*path', (request, response) => {
      response.json({ operation: request.caller?.operation, body: request.body });
    });
    const unreadable: express.ErrorRequestHandler = (_error, _request, response, _next) => {
      response.status(400).json({});
    };
    app.use(unreadable);
    return createServer(app);
  },
  fastify: async (options) => {
    const app = Fastify();
    const operation = (request: { body?: unknown }) => nameOf(request.body ?? {});
    await app.register(forFastify.latchkeyGuard, { ...options, operation });
    app.post('/rpc', (request) => ({ operation: request.caller?.operation, body: request.body }));
    await app.ready();
    return app.server;
  },
  hono: async (options) => {
    const app = new Hono();
    const operation = async (c: { req: { method: string; json(): Promise<unknown> } }) =>
      c.req.method === 'POST' ? nameOf(await c.req.json()) : undefined;
    app.use(forHono.latchkeyGuard({ ...options, operation }));
    app.all('*', async (c) => {
      const body = c.req.method === 'POST' ? await c.req.json() : null;
      return c.json({ operation: c.get('caller')?.operation, body });
    });
    return createServer(getRequestListener(app.fetch));
  },
  fetch: async (options) => {
    const operation = async (request: Request) =>
      request.method === 'POST' ? nameOf(await request.json()) : undefined;
    const handler = protect(
      async (request, caller) => {
        const body = request.method === 'POST' ? await request.json() : null;
        return Response.json({ operation: caller?.operation, body });
      },
      { ...options, operation },
    );
    return createServer(getRequestListener((request) => handler(request)));
  },
};

function calling({ host, token }: RealLatchkey, origin: string) {
  return async (body: string, more: Record<string, string> = {}) => {
    const headers = { host, authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more };
    const answer = await send(origin, '/rpc', { method: 'POST', headers, body });
    return { ...answer, json: JSON.parse(answer.body.toString() || 'null') };
  };
}

for (const [framework, build] of Object.entries(frameworks)) {
  describe(`an API in ${framework} that takes calls of many kinds at one address`, () => {
    test('has each judged by what it is, and recorded as that', async (t) => {
      const latchkey = await startRealLatchkey(t, sdk());
      const server = await build({ url: latchkey.url, key: latchkey.key });
      const call = calling(latchkey, await listen(server));
      t.after(() => close(server));

      assert.deepEqual((await call('{"does":"look"}')).json, { operation: 'look', body: { does: 'look' } });
      assert.equal((await call('{}')).json.operation, 'rpc');

      const scope = await call('{"does":"change"}');
      assert.deepEqual(
        [scope.status, scope.json.code, scope.json.remedy],
        [403, 'insufficient_scope', 'reauthorize'],
      );
      assert.match(
        String(scope.headers['www-authenticate']),
        /error="insufficient_scope".*scope="read write"/,
      );

      const role = await call('{"does":"drop ü"}');
      assert.deepEqual(
        [role.status, role.json.code, role.json.remedy],
        [403, 'insufficient_role', 'ask_admin'],
      );
      assert.equal(role.headers['www-authenticate'], undefined);

      // A name that the document does not have never passes as the call that needs less.
      for (const name of ['constructor', 'look ', '', 'rpc']) {
        assert.equal((await call(JSON.stringify({ does: name }))).status, 404, name);
      }
      assert.deepEqual(
        (await latchkey.recorded())
          .slice(-4)
          .reverse()
          .map(({ code, operation }) => [code, operation]),
        [
          ['look', 'look'],
          ['rpc', 'rpc'],
          ['insufficient_scope', 'change'],
          ['insufficient_role', 'drop ü'],
        ],
      );
    });

    test('does not let a client say what its call is', async (t) => {
      const latchkey = await startRealLatchkey(t, sdk());
      const server = await build({ url: latchkey.url, key: latchkey.key });
      const call = calling(latchkey, await listen(server));
      t.after(() => close(server));
      const claimed = { 'latchkey-operation': 'look', 'x-forwarded-uri': '/things' };
      assert.equal((await call('{"does":"change"}', claimed)).status, 403);
      assert.equal((await call('{}', claimed)).json.operation, 'rpc');
      const unreadable = await call('{');
      assert.equal(unreadable.status, 400);
    });

    test('describes itself at its own origin, and has any page read that', async (t) => {
      const latchkey = await startRealLatchkey(t, sdk());
      const server = await build({ url: latchkey.url, key: latchkey.key });
      const origin = await listen(server);
      t.after(() => close(server));
      const at = (path: string, method = 'GET', headers: Record<string, string> = {}) =>
        send(origin, path, { method, headers: { host: latchkey.host, ...headers } });

      const answer = await at('/.well-known/oauth-protected-resource');
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], 'application/json');
      assert.equal(answer.headers['access-control-allow-origin'], '*');
      const described = JSON.parse(answer.body.toString());
      assert.equal(new URL(described.resource).host, latchkey.host);
      assert.deepEqual(described.scopes_supported, ['read', 'write']);

      const asks = { origin: 'https://page.example', 'access-control-request-method': 'GET' };
      const preflight = await at('/.well-known/oauth-protected-resource', 'OPTIONS', asks);
      assert.equal(preflight.status, 204);
      assert.equal(preflight.headers['access-control-allow-headers'], '*');

      // No resource of this API: the call is decided like any other.
      assert.equal((await at('/.well-known/oauth-protected-resource/rpc')).status, 401);
      const elsewhere = { host: 'api.elsewhere.example' };
      const foreign = await send(origin, '/.well-known/oauth-protected-resource', { headers: elsewhere });
      assert.equal(foreign.status, 404);
    });
  });
}
