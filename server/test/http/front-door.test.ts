import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { request as requestTls } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { defineApi, gateway, inProcess } from '../../src/config/index.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { type Listener, openListener, type Running, startLatchkey } from '../../src/main.ts';
import { localCa } from '../../src/tls/local-ca.ts';
import { type Listening, listen, textOf } from '../gateway/sockets.ts';

const DOCUMENT = `
openapi: 3.1.0
components: { securitySchemes: { oauth: { type: oauth2, flows: {} } } }
paths:
  /open: { get: { security: [] }, post: { security: [] } }
  /closed: { get: { security: [{ oauth: [read] }] } }
`;

/** Two APIs in one process under real host names: one behind the gateway, one in the process. */
describe('the front door', () => {
  let folder: string;
  let ca: string;
  let listener: Listener;
  let running: Running;
  let upstream: Listening;
  let behind: (request: IncomingMessage, response: ServerResponse) => void;

  const api = (name: string, front: ReturnType<typeof gateway>) =>
    defineApi({
      name,
      title: name,
      issuer: `https://accounts.${name}.test`,
      endpoints: {
        authorization: `https://accounts.${name}.test/authorize`,
        token: `https://api.${name}.test/token`,
      },
      domains: { [`api.${name}.test`]: {}, [`sandbox.${name}.test`]: { mode: 'sandbox' } },
      tenant: { word: 'organisation', field: 'organisation_id' },
      openapi: front.kind === 'gateway' ? './openapi.yaml' : './closed.yaml',
      front,
      scopes: { read: 'Read' },
      roles: {},
      corsOrigins: ['https://app.test'],
    });
  const hosts = () => [...running.apis.values()].flatMap(({ address }) => [...address.hosts.keys()]);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-door-'));
    await writeFile(join(folder, 'openapi.yaml'), DOCUMENT);
    await writeFile(join(folder, 'closed.yaml'), DOCUMENT.replace(/ {2}\/open.*\n/, ''));
    upstream = await listen((incoming, response) => behind(incoming, response));
    listener = await openListener('127.0.0.1', 0);
    const file = join(folder, 'latchkey.config.ts');
    running = await startLatchkey({
      apis: [
        { config: api('one', gateway({ upstream: upstream.origin })), file },
        {
          config: api(
            'two',
            inProcess(async () => () => {}),
          ),
          file,
        },
      ],
      dataDir: join(folder, 'data'),
      masterKey: randomBytes(32),
      listener,
      hosts: 'public',
      log: createLogger({ level: 'silent' }),
    });
    const authority = await localCa(join(folder, 'ca'));
    ca = await readFile(authority.caFile, 'utf8');
    await listener.listenTls(0, await authority.certificateFor(hosts()));
  });
  after(async () => {
    await running.close();
    await upstream.close();
    await rm(folder, { recursive: true, force: true });
  });

  interface Asked {
    method?: string;
    headers?: Record<string, string>;
    plain?: boolean;
  }
  async function ask(host: string, path: string, { method = 'GET', headers = {}, plain }: Asked = {}) {
    const to = { host: '127.0.0.1', method, path, headers: { host, ...headers }, agent: false };
    const outgoing = plain
      ? request({ ...to, port: listener.port })
      : requestTls({ ...to, port: listener.tlsPort ?? 0, servername: host, ca });
    outgoing.end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, headers: answer.headers, body: await textOf(answer) };
  }

  it('says that it lives and is ready on every host of every API, with TLS and without', async () => {
    assert.equal(hosts().length, 6);
    for (const host of [...hosts(), 'elsewhere.test']) {
      for (const plain of [true, false]) {
        if (!plain && host === 'elsewhere.test') continue;
        assert.deepEqual(JSON.parse((await ask(host, '/healthz', { plain })).body), { status: 'ok' });
        const ready = await ask(host, '/readyz', { plain });
        assert.deepEqual([ready.status, JSON.parse(ready.body)], [200, { status: 'ready' }]);
      }
    }
  });

  it('serves nothing else without TLS under real host names, and does not redirect', async () => {
    for (const [host, path] of [
      ['api.one.test', '/open'],
      ['accounts.one.test', '/sign-in'],
      ['api.two.test', '/token'],
    ] as const) {
      const { status, headers, body } = await ask(host, path, { plain: true });
      assert.deepEqual([status, JSON.parse(body).code], [400, 'tls_required']);
      assert.equal(headers.location, undefined);
    }
  });

  it('promises TLS for a year on every answer under real host names', async () => {
    behind = (_request, response) => response.end('open');
    for (const [host, path] of [
      ['api.one.test', '/open'],
      ['api.one.test', '/closed'],
      ['accounts.two.test', '/sign-in'],
      ['accounts.two.test', '/nowhere'],
    ] as const) {
      const { headers } = await ask(host, path);
      assert.equal(headers['strict-transport-security'], 'max-age=31536000', path);
      assert.equal(headers['x-content-type-options'], 'nosniff', path);
    }
  });

  it('answers internal requests by the name of the API on any host, and strangers with nothing', async () => {
    for (const plain of [true, false]) {
      const keys = await ask('api.one.test', '/.latchkey/two/jwks', { plain });
      const own = running.apis.get('two')?.keys.published();
      assert.deepEqual(JSON.parse(keys.body).keys, own);
      const foreignKey = running.apis.get('one')?.keys.guardKey() ?? '';
      for (const key of ['', 'guess', foreignKey]) {
        const headers = key === '' ? {} : { 'latchkey-guard-key': key };
        assert.equal((await ask('api.one.test', '/.latchkey/two/check', { plain, headers })).status, 404);
      }
    }
  });

  it('answers HEAD like GET without a body, and another method with those that there are', async () => {
    const page = await ask('accounts.one.test', '/sign-in', { method: 'HEAD' });
    assert.deepEqual([page.status, page.body], [200, '']);
    for (const [host, path, method, allow] of [
      ['accounts.one.test', '/sign-in', 'PUT', 'GET, POST'],
      ['accounts.one.test', '/authorize', 'DELETE', 'GET, POST'],
      ['api.one.test', '/token', 'GET', 'POST'],
      ['api.one.test', '/token', 'HEAD', 'POST'],
      ['accounts.one.test', '/.well-known/oauth-authorization-server', 'POST', 'GET'],
      ['accounts.one.test', '/sign-in', 'OPTIONS', 'GET, POST'],
    ] as const) {
      const { status, headers } = await ask(host, path, { method });
      assert.deepEqual([status, headers.allow], [405, allow], `${method} ${path}`);
    }
  });

  it('answers a preflight for the origins that the API names, and no other', async () => {
    behind = (_request, response) => response.end('open');
    const preflight = (origin: string, path: string) =>
      ask('api.one.test', path, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    for (const path of ['/token', '/open']) {
      const known = await preflight('https://app.test', path);
      assert.equal(known.status, 204);
      assert.equal(known.headers['access-control-allow-origin'], 'https://app.test');
      assert.equal(known.headers['access-control-allow-credentials'], undefined);
      const other = await preflight('https://evil.test', path);
      assert.equal(other.headers['access-control-allow-origin'], undefined);
      const none = await ask('api.one.test', path);
      assert.deepEqual(
        [known, other, none].map(({ headers }) => headers.vary),
        Array(3).fill('origin'),
      );
    }
  });

  it('a caller that goes away in the middle costs nobody else anything', async () => {
    const reached = Promise.withResolvers<ServerResponse>();
    behind = (_request, response) => {
      response.writeHead(200);
      response.write('begun');
      reached.resolve(response);
    };
    const outgoing = requestTls({
      host: '127.0.0.1',
      port: listener.tlsPort ?? 0,
      servername: 'api.one.test',
      path: '/open',
      headers: { host: 'api.one.test' },
      ca,
    });
    outgoing.on('error', () => {});
    outgoing.end();
    const response = await reached.promise;
    outgoing.destroy();
    await once(response, 'close');
    behind = (_request, next) => next.end('fine');
    assert.equal((await ask('api.one.test', '/open')).body, 'fine');
  });

  it('stopping finishes a call through the gateway, shows on the readiness check, and accepts no new calls', async () => {
    const reached = Promise.withResolvers<ServerResponse>();
    behind = (_request, response) => reached.resolve(response);
    const call = ask('api.one.test', '/open');
    const response = await reached.promise;
    // A load balancer's connection, kept, with the head of its next request under way.
    const balancer = connect(listener.port, '127.0.0.1');
    balancer.setEncoding('latin1');
    balancer.write('GET /readyz HTTP/1.1\r\nHost: api.one.test\r\n');
    await once(balancer, 'connect');
    await ask('api.one.test', '/healthz', { plain: true });
    const stopped = running.close();
    balancer.write('\r\n');
    const [answer] = await once(balancer, 'data');
    assert.match(answer, /^HTTP\/1\.1 503 [\s\S]*Connection: close[\s\S]*"unavailable"/i);
    await assert.rejects(ask('api.one.test', '/healthz', { plain: true }), { code: 'ECONNREFUSED' });
    response.end('finished');
    const { status, headers, body } = await call;
    assert.deepEqual([status, headers.connection, body], [200, 'close', 'finished']);
    await stopped;
  });
});
