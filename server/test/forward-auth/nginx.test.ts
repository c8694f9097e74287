import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { findNginx } from '../../../scripts/nginx.ts';
import { createApp } from '../../src/app.ts';
import { forwardAuth } from '../../src/config/index.ts';
import { createDoor } from '../../src/door.ts';
import { createForward } from '../../src/gateway/forward.ts';
import { type Listener, openListener } from '../../src/http/listener.ts';
import { withoutPython } from '../attacks/site.ts';
import { settingsFor } from '../gateway/proxied.ts';
import { type Fetched, fetchRaw, listen, listenFront } from '../gateway/sockets.ts';
import { LIVE, openWorld, SANDBOX, type World } from '../guard/world.ts';
import { type BehindNginx, startNginx } from './behind-nginx.ts';

const nginx = findNginx();
const skip = nginx === null ? 'nginx is not installed and cannot be fetched' : withoutPython;
const MOST_CALLS = 3;

/** The Python API's view of a call that reached it. */
interface Told {
  method: string;
  target: string;
  caller: { user: { id: string } | null } | null;
  headers: [string, string][];
  body: string;
}

describe('nginx in front of an API in Python', { skip }, () => {
  let world: World;
  let listener: Listener;
  let edge: BehindNginx;
  /** The same guard as a gateway, to compare refusals with. */
  let gateway: { port: number; close(): Promise<void> };
  let closing: (() => Promise<void>)[] = [];

  before(async () => {
    world = await openWorld({ front: forwardAuth(), limits: { token: { calls: MOST_CALLS, per: 60 } } });
    const app = await createApp({ api: world.api, operations: world.operations });
    const log = pino({ level: 'silent' });
    listener = await openListener('127.0.0.1', 0);
    listener.serve(createDoor({ apps: [app], log, ready: async () => true, requireTls: false }));
    edge = await startNginx({
      binary: nginx ?? '',
      latchkeyPort: listener.port,
      apiName: 'cases',
      host: LIVE,
      guardKey: world.api.keys.guardKey(),
    });
    const upstream = await listen((_incoming, response) => response.end());
    const forward = createForward(world.api, settingsFor(upstream.origin), app.decide);
    gateway = await listenFront(world.api, forward);
    closing = [edge.close, gateway.close, upstream.close, () => listener.close(), () => world.close()];
  });
  after(async () => {
    for (const close of closing) await close();
  });

  const headersFor = (token: string, more: Record<string, string> = {}) => ({
    host: LIVE,
    authorization: `Bearer ${token}`,
    ...more,
  });
  const told = ({ status, body }: Fetched): Told => {
    assert.equal(status, 200, body);
    return JSON.parse(body) as Told;
  };

  it('passes on what is allowed, byte for byte, with who calls and without the token', async () => {
    const { token } = await world.personalToken({ scopes: ['read', 'write'] });
    const path = "/files/a%20b%C3%A9;v=1'!?q=%2F..&&=x";
    const reply = await fetchRaw(edge.port, path, { headers: headersFor(token) });
    const seen = told(reply);
    assert.deepEqual([seen.method, seen.target, seen.caller?.user?.id], ['GET', path, 'usr_ann']);
    const names = seen.headers.map(([name]) => name.toLowerCase());
    assert.ok(!names.includes('authorization') && !names.includes('latchkey-guard-key'), names.join());
    assert.ok(!JSON.stringify(seen).includes(token));
    assert.match(String(reply.headers.ratelimit), /"client";r=\d/);
    assert.match(String(reply.headers['latchkey-request-id']), /^req_/);

    const put = told(
      await fetchRaw(edge.port, '/files/a', { method: 'PUT', headers: headersFor(token), body: 'text' }),
    );
    assert.deepEqual([put.method, put.body], ['PUT', 'text']);
    const [row] = await world.audit();
    assert.deepEqual(
      [row?.outcome, row?.detail.method, row?.ip, row?.userId],
      ['allowed', 'PUT', '127.0.0.1', 'usr_ann'],
    );
  });

  it('lets no caller set their identity, their address, or another method or path', async () => {
    const { token } = await world.personalToken();
    const seen = told(
      await fetchRaw(edge.port, '/cases', {
        headers: headersFor(token, {
          'Latchkey-Identity': 'forged',
          Latchkey_Identity: 'forged',
          'Latchkey-Relay': 'forged',
          'X-Forwarded-For': '6.6.6.6',
          'X-Forwarded-Host': 'forged.example',
          'X-Forwarded-Proto': 'forged',
          'X-Forwarded-Uri': '/forged',
          'X-Forwarded-Method': 'FORGED',
          'X-Real-IP': '6.6.6.6',
          Forwarded: 'for=6.6.6.6',
          'X-Original-URL': '/forged',
          'X-Rewrite-URL': '/forged',
          'X-Request-Id': 'forged',
          Cookie: 'session=forged',
        }),
      }),
    );
    const said = seen.headers;
    assert.ok(!/forged|6\.6\.6\.6/i.test(JSON.stringify(said)), JSON.stringify(said));
    assert.equal(said.filter(([name]) => /^latchkey.identity$/i.test(name)).length, 1);
    const [row] = await world.audit();
    assert.deepEqual([row?.ip, row?.detail.operation], ['127.0.0.1', 'listCases']);
  });

  it('an operation that is open to anybody has no identity, not even a forged one', async () => {
    const seen = told(
      await fetchRaw(edge.port, '/status', { headers: { host: LIVE, 'Latchkey-Identity': 'forged' } }),
    );
    assert.equal(seen.caller, null);
  });

  it('refuses exactly as the gateway does', async () => {
    const reader = (await world.personalToken()).token;
    const sandbox = (await world.personalToken({ mode: 'sandbox' })).token;
    const platform = await world.clientToken('platform');
    const spent = (await world.personalToken()).token;
    for (let call = 0; call < MOST_CALLS; call++) {
      assert.equal((await fetchRaw(edge.port, '/cases', { headers: headersFor(spent) })).status, 200);
    }
    for (const [path, method, headers, status] of [
      ['/cases', 'GET', { host: LIVE }, 401],
      ['/cases', 'GET', headersFor('guess'), 401],
      ['/cases', 'POST', headersFor(reader), 403],
      ['/cases', 'GET', headersFor(sandbox), 403],
      ['/cases', 'GET', headersFor(platform, { 'Cases-Account': 'conn_nobody' }), 403],
      ['/cases', 'GET', headersFor(platform), 400],
      ['/nowhere', 'GET', headersFor(reader), 404],
      ['/cases', 'PUT', headersFor(reader), 405],
      ['/files/..%2fcases', 'GET', headersFor(reader), 400],
      ['/cases?access_token=x', 'GET', headersFor(reader), 400],
      ['/cases', 'GET', headersFor(spent), 429],
    ] as const) {
      const ours = await fetchRaw(edge.port, path, { method, headers });
      const theirs = await fetchRaw(gateway.port, path, { method, headers });
      assert.equal(ours.status, status, ours.body);
      assert.deepEqual(shown(ours), shown(theirs), `${method} ${path}`);
      assert.match(String(ours.headers['latchkey-request-id']), /^req_/);
    }
  });

  it('leaves the answers of the API alone', async () => {
    const { token } = await world.personalToken();
    const reply = await fetchRaw(edge.port, '/files/teapot', { headers: headersFor(token) });
    assert.deepEqual([reply.status, JSON.parse(reply.body).target], [418, '/files/teapot']);
  });

  it('the endpoint that nginx asks is not reachable from outside', async () => {
    const { token } = await world.personalToken();
    for (const path of ['/.latchkey-check', '/.latchkey/cases/check', '/@refused']) {
      const { status } = await fetchRaw(edge.port, path, { headers: headersFor(token) });
      assert.equal(status, 404, path);
    }
    assert.equal(
      (await fetchRaw(edge.port, '/cases', { headers: { ...headersFor(token), host: SANDBOX } })).status,
      403,
    );
  });

  it('lets nobody through when Latchkey cannot be asked', async () => {
    const { token } = await world.personalToken();
    await listener.close();
    const { status, headers, body } = await fetchRaw(edge.port, '/cases', { headers: headersFor(token) });
    assert.deepEqual([status, headers['retry-after'], JSON.parse(body).code], [503, '1', 'unavailable']);
  });
});

/** Returns a refusal as the caller sees it, without time and ids. */
function shown({ status, headers, body }: Fetched): unknown {
  const {
    allow,
    'content-type': type,
    'cache-control': cache,
    pragma,
    'www-authenticate': challenge,
  } = headers;
  const limits = [headers['ratelimit-policy'], headers['retry-after'] !== undefined];
  return { status, allow, type, cache, pragma, challenge, limits, body: withoutSeconds(body) };
}

function withoutSeconds(body: string): unknown {
  return JSON.parse(body.replaceAll(/in \d+ seconds?/g, 'soon'));
}
