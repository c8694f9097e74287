import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { inProcess } from '../../../src/config/index.ts';
import { createFront } from '../../../src/gateway/create-front.ts';
import { type Checking, check } from '../../../src/gateway/internal/check.ts';
import type { InternalEndpoint } from '../../../src/gateway/internal/endpoint.ts';
import { envoy } from '../../../src/gateway/internal/envoy.ts';
import { jwks } from '../../../src/gateway/internal/jwks.ts';
import type { Answer } from '../../../src/http/answer.ts';
import type { Inbound } from '../../../src/http/inbound.ts';
import type { Caller } from '../../../src/model/index.ts';
import { LIVE, NOW, openWorld, SANDBOX, type World } from '../../guard/world.ts';
import { fetchRaw, listenFront } from '../sockets.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

const ENDPOINTS: readonly InternalEndpoint<Checking>[] = [check, envoy, jwks];

async function ask(
  headers: Record<string, string>,
  path = 'check',
  method = 'GET',
  { api, decide }: Checking = world,
): Promise<Answer> {
  const endpoint = ENDPOINTS.find((each) => path.startsWith(each.path));
  assert.ok(endpoint);
  const request: Inbound = {
    method,
    host: '127.0.0.1',
    path: `/.latchkey/cases/${path}`,
    query: '',
    headers,
    ip: '127.0.0.1',
    peer: '127.0.0.1',
    secure: false,
    requestId: 'req_check',
    noted: {},
    certificate: () => null,
    body: () => Promise.resolve({ ok: false, problem: 'aborted' }),
  };
  return endpoint.answer({ api, decide }, request, path);
}

function described(over: Record<string, string> = {}): Record<string, string> {
  return {
    'latchkey-guard-key': world.api.keys.guardKey(),
    'x-forwarded-method': 'GET',
    'x-forwarded-host': `${LIVE}:4000`,
    'x-forwarded-uri': '/cases?page=2',
    'x-forwarded-for': '203.0.113.66, 192.0.2.7',
    ...over,
  };
}

test('says yes with an identity that the published keys verify', async () => {
  const { token, account } = await world.connected();
  const answer = await ask(described({ authorization: `Bearer ${token}`, 'cases-account': account }));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.match(String(answer.headers.ratelimit), /"account";r=/);
  const published = await ask({}, 'jwks');
  assert.equal(published.headers['cache-control'], 'public, max-age=300');
  const keys = createLocalJWKSet(JSON.parse(String(published.body)) as JSONWebKeySet);
  const { payload } = await jwtVerify(String(answer.headers['latchkey-identity']), keys, {
    typ: 'latchkey-identity+jwt',
    issuer: world.api.address.issuer,
    audience: 'cases',
    currentDate: new Date(NOW + 1_000),
  });
  const caller = payload.caller as Caller;
  assert.deepEqual(
    [caller.connectedAccount, caller.operation, payload.jti],
    [account, 'listCases', 'req_check'],
  );
  const [row] = await world.audit();
  assert.equal(row?.ip, '192.0.2.7');
});

test('says no with the refusal itself', async () => {
  const answer = await ask(described());
  assert.equal(answer.status, 401);
  assert.match(String(answer.headers['www-authenticate']), /^Bearer realm=/);
  assert.equal(JSON.parse(String(answer.body)).code, 'missing_token');
});

test('knows the API by its public names as well', async () => {
  const { token } = await world.personalToken();
  const authorization = `Bearer ${token}`;
  const on = async (host: string) =>
    (await ask(described({ authorization, 'x-forwarded-host': host }))).status;
  assert.equal(await on('api.cases.example'), 200);
  assert.equal(await on('API.Cases.Example:443'), 200);
  assert.equal(await on('sandbox.cases.example'), 403);
  assert.equal(await on(SANDBOX), 403);
  assert.equal(await on('elsewhere.example'), 404);
});

test('decides for Envoy, which asks with the call itself below a prefix', async () => {
  const { token } = await world.personalToken();
  const asked = (endpoint: string, method: string, more: Record<string, string> = {}) =>
    ask(
      {
        'latchkey-guard-key': world.api.keys.guardKey(),
        host: `${LIVE}:4000`,
        authorization: `Bearer ${token}`,
        'x-forwarded-for': '6.6.6.6, 192.0.2.9',
        // The caller's own headers about method and path have no effect.
        'x-forwarded-method': 'GET',
        'x-forwarded-uri': '/cases',
        ...more,
      },
      endpoint,
      method,
    );
  const allowed = await asked('envoy/cases', 'GET');
  assert.equal(allowed.status, 200);
  assert.match(String(allowed.headers['latchkey-identity']), /^eyJ/);
  const [row] = await world.audit();
  assert.deepEqual([row?.detail.operation, row?.ip], ['listCases', '192.0.2.9']);
  assert.equal((await asked('envoy/cases', 'POST')).status, 403);
  assert.equal((await asked('envoy/nowhere', 'GET')).status, 404);
  assert.equal((await asked('envoy//cases', 'GET')).status, 400);
  assert.equal((await asked('envoy/cases', 'GET', { 'latchkey-guard-key': 'guess' })).status, 404);
});

test('a refusal is put into headers for a proxy that passes on no body', async () => {
  const plain = await ask(described({ authorization: 'Bearer guess' }));
  const relayed = await ask(described({ authorization: 'Bearer guess', 'latchkey-relay': 'header' }));
  assert.deepEqual([relayed.status, relayed.body], [403, '']);
  assert.equal(relayed.headers['latchkey-refusal-status'], '401');
  assert.deepEqual(JSON.parse(String(relayed.headers['latchkey-refusal'])), JSON.parse(String(plain.body)));
  assert.equal(relayed.headers['www-authenticate'], plain.headers['www-authenticate']);
  assert.match(String(relayed.headers['latchkey-refusal']), /^[\x20-\x7e]+$/);
});

test('a stranger finds nothing there', async () => {
  const { token } = await world.personalToken();
  const { 'latchkey-guard-key': _key, ...without } = described({ authorization: `Bearer ${token}` });
  for (const headers of [
    without,
    { ...without, 'latchkey-guard-key': 'guess' },
    { ...without, 'latchkey-guard-key': '' },
  ]) {
    const answer = await ask(headers);
    assert.deepEqual([answer.status, JSON.parse(String(answer.body)).code], [404, 'not_found']);
  }
  assert.equal((await ask(described(), 'check', 'POST')).status, 405);
});

test('a call that is not described is refused with what is missing', async () => {
  const { 'x-forwarded-uri': _uri, ...headers } = described();
  const answer = await ask(headers);
  assert.equal(answer.status, 400);
  assert.match(JSON.parse(String(answer.body)).detail, /X-Forwarded-Uri/);
  assert.equal((await ask(described({ 'x-forwarded-for': 'unknown' }))).status, 400);
  assert.equal((await ask(described({ 'x-forwarded-uri': 'http://x/cases' }))).status, 400);
});

test('an API in the same process is handed the caller, never the token', async (t) => {
  const seen: [Caller | null, string | undefined][] = [];
  const own = await openWorldInProcess((caller, authorization) => seen.push([caller, authorization]));
  t.after(() => own.close());
  const listening = await listenFront(own.api, await createFront(own.api, own.decide));
  t.after(() => listening.close());
  const { token } = await own.personalToken();
  const answer = await fetchRaw(listening.port, '/cases', {
    headers: { host: LIVE, authorization: `Bearer ${token}` },
  });
  assert.deepEqual([answer.status, answer.body], [200, 'from the API']);
  assert.match(String(answer.headers.ratelimit), /"client";r=/);
  assert.deepEqual([seen[0]?.[0]?.user?.id, seen[0]?.[1]], ['usr_ann', undefined]);
  const refused = await fetchRaw(listening.port, '/cases', { headers: { host: LIVE } });
  assert.equal(refused.status, 401);
  assert.equal(seen.length, 1);
});

function openWorldInProcess(
  note: (caller: Caller | null, authorization: string | undefined) => void,
): Promise<World> {
  const handler = inProcess(async () => (request, response, caller) => {
    note(caller, request.headers.authorization);
    response.end('from the API');
  });
  return openWorld({ front: handler });
}

test('where another server stands in front, calls do not come through here', async (t) => {
  const listening = await listenFront(world.api, await createFront(world.api, world.decide));
  t.after(() => listening.close());
  const { token } = await world.personalToken();
  const { status, body } = await fetchRaw(listening.port, '/cases', {
    headers: { host: LIVE, authorization: `Bearer ${token}` },
  });
  assert.deepEqual([status, JSON.parse(body).code], [421, 'misdirected_request']);
});

test('takes the name of an operation from the SDK only: a proxy passes on what a client wrote', async (t) => {
  const proxied = await openWorld({ front: { kind: 'forward-auth' } });
  t.after(() => proxied.close());
  for (const [{ api, decide, connected }, status] of [
    [proxied, 200],
    [world, 404],
  ] as const) {
    const { token, account } = await connected();
    const headers = {
      ...described({ authorization: `Bearer ${token}`, 'cases-account': account }),
      'latchkey-guard-key': api.keys.guardKey(),
      'latchkey-operation': 'ping',
    };
    const answer = await ask(headers, 'check', 'GET', { api, decide });
    assert.equal(answer.status, status);
  }
  const garbled = await ask(described({ 'latchkey-operation': '%zz' }));
  assert.equal(garbled.status, 400);
});
