import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, before, describe, test } from 'node:test';
import { createGuard, type GuardCall, type RefusalBody } from '../src/index.ts';
import {
  API_NAME,
  caller,
  close,
  GUARD_KEY,
  type Latchkey,
  listen,
  refusal,
  refuse,
  signer,
  startLatchkey,
} from './latchkey-double.ts';

const call: GuardCall = {
  method: 'POST',
  host: 'api.example.com:8080',
  uri: '/v2/things/%20x?page=2&page=3',
  authorization: 'Bearer tok',
  headers: { 'my-account': 'conn_1', 'x-forwarded-uri': '/open', accept: 'text/plain' },
  ip: '203.0.113.9',
};

describe('the guard', () => {
  let latchkey: Latchkey;
  let allow: Latchkey['check'];
  before(async () => {
    latchkey = await startLatchkey();
    allow = latchkey.check;
  });
  afterEach(() => {
    latchkey.check = allow;
    latchkey.asked.length = 0;
  });
  after(() => latchkey.close());

  const guard = (change: { timeoutMs?: number; key?: string } = {}) =>
    createGuard({ url: latchkey.url, key: GUARD_KEY, ...change });

  test('gives the caller and the limits of an allowed call', async () => {
    assert.deepEqual(await guard()(call), {
      allowed: true,
      caller,
      headers: { ratelimit: '"client";r=9;t=60' },
    });
  });

  test('asks about the call as it came in', async () => {
    await guard()(call);
    const headers = latchkey.asked[0]?.headers;
    assert.equal(headers?.['x-forwarded-method'], 'POST');
    assert.equal(headers?.['x-forwarded-host'], 'api.example.com:8080');
    assert.equal(headers?.['x-forwarded-uri'], '/v2/things/%20x?page=2&page=3');
    assert.equal(headers?.['x-forwarded-for'], '203.0.113.9');
    assert.equal(headers?.authorization, 'Bearer tok');
    assert.equal(headers?.['my-account'], 'conn_1');
  });

  test('keeps back what is not for Latchkey and what speaks for the guard', async () => {
    await guard()({
      ...call,
      headers: {
        cookie: 'session=1',
        'content-length': '12',
        'content-type': 'text/plain',
        'transfer-encoding': 'chunked',
        connection: 'close, my-account',
        'keep-alive': 'timeout=5',
        upgrade: 'websocket',
        expect: '100-continue',
        'if-none-match': '"x"',
        'latchkey-guard-key': 'guess',
        'x-forwarded-for': '10.0.0.1',
        'my-account': 'conn_1',
      },
    });
    const headers = latchkey.asked[0]?.headers ?? {};
    assert.deepEqual(
      ['cookie', 'content-type', 'upgrade', 'expect', 'if-none-match'].filter((name) => name in headers),
      [],
    );
    assert.equal(headers['latchkey-guard-key'], GUARD_KEY);
    assert.equal(headers['x-forwarded-for'], '203.0.113.9');
    assert.equal(headers['my-account'], 'conn_1', 'Connection cannot hide a header from the guard');
  });

  test('gives a refusal byte for byte', async () => {
    latchkey.check = refuse;
    const answer = await guard()(call);
    assert.ok(!answer.allowed);
    assert.equal(answer.status, 403);
    assert.deepEqual(answer.headers, refusal.headers);
    assert.deepEqual(Buffer.from(answer.body), refusal.body);
  });

  test('gives no caller for an open operation', async () => {
    latchkey.check = async (_request, response) => {
      response.setHeader('latchkey-identity', (await latchkey.keys[1]?.sign({ caller: null })) ?? '');
      response.end();
    };
    assert.deepEqual(await guard()(call), { allowed: true, caller: null, headers: {} });
    latchkey.check = (_request, response) => void response.setHeader('latchkey-request-id', 'req_1').end();
    assert.deepEqual(await guard()(call), { allowed: true, caller: null, headers: {} });
  });

  test('refuses when Latchkey is away', async () => {
    const server = createServer();
    const origin = await listen(server);
    await close(server);
    await assertUnavailable(createGuard({ url: `${origin}/.latchkey/${API_NAME}`, key: GUARD_KEY }));
  });

  test('refuses when Latchkey is slow, with its headers or with its body', async () => {
    latchkey.check = () => {};
    await assertUnavailable(guard({ timeoutMs: 20 }));
    latchkey.check = (_request, response) => {
      response.writeHead(200).write('x');
    };
    await assertUnavailable(guard({ timeoutMs: 20 }));
  });

  test('refuses when the answer is none that a check endpoint gives', async () => {
    const answers: [string, Latchkey['check']][] = [
      ['no identity', (_request, response) => void response.end('<html>')],
      ['a redirect', (_request, response) => void response.writeHead(302, { location: '/' }).end()],
      ['a plain 404', (_request, response) => void response.writeHead(404).end('no')],
      ['a plain 500', (_request, response) => void response.writeHead(500).end('oops')],
      [
        'a problem with the address',
        (_request, response) =>
          void response.writeHead(421, { 'content-type': 'application/problem+json' }).end('{}'),
      ],
      ['204', (_request, response) => void response.writeHead(204).end()],
      ['a cut connection', (request) => void request.socket.destroy()],
    ];
    for (const [name, check] of answers) {
      latchkey.check = check;
      await assertUnavailable(guard(), name);
    }
  });

  test('never carries the guard key to where a redirect points', async () => {
    const elsewhere = await startLatchkey();
    latchkey.check = (_request, response) =>
      void response.writeHead(307, { location: `${elsewhere.url}/check` }).end();
    await assertUnavailable(guard());
    assert.equal(elsewhere.asked.length, 0);
    await elsewhere.close();
  });

  test('refuses a wrong guard key without showing it', async () => {
    await assertUnavailable(guard({ key: 'wrong-guard-key' }));
  });

  test('refuses an identity that is forged, expired, for another API, or unsigned', async () => {
    const stranger = await signer('ES256', 'k1');
    const [own] = latchkey.keys;
    assert.ok(own);
    const past = Math.floor(Date.now() / 1_000) - 600;
    const unsigned = (await own.sign()).replace(
      /^[^.]+/,
      Buffer.from('{"alg":"none","typ":"latchkey-identity+jwt"}').toString('base64url'),
    );
    const identities = {
      forged: await stranger.sign(),
      expired: await own.sign({ iat: past, exp: past + 60 }),
      'for another API': await own.sign({ aud: 'other-api' }),
      'of another type': await own.sign({}, { typ: 'at+jwt' }),
      'without a caller': await own.sign({ caller: undefined }),
      unsigned,
      'unsigned, without signature': `${unsigned.split('.').slice(0, 2).join('.')}.`,
    };
    for (const [name, identity] of Object.entries(identities)) {
      latchkey.check = (_request, response) => void response.setHeader('latchkey-identity', identity).end();
      await assertUnavailable(guard(), name);
    }
  });

  test('refuses a target that is no path, and headers that cannot be passed on, without asking', async () => {
    for (const change of [
      { uri: 'http://other.example/open' },
      { uri: '*' },
      { headers: { 'x-a': 'a\nb' } },
    ]) {
      const answer = await guard()({ ...call, ...change });
      assert.ok(!answer.allowed);
      assert.equal(answer.status, 400);
    }
    assert.equal(latchkey.asked.length, 0);
  });

  test('says 431 when the headers are too large to be judged', async () => {
    const answer = await guard()({ ...call, headers: { 'x-big': 'x'.repeat(17_000) } });
    assert.ok(!answer.allowed);
    assert.equal(answer.status, 431);
  });

  test('says at once what is wrong with its options', () => {
    for (const url of ['', 'latchkey', 'ftp://latchkey/api', 'http://latchkey', 'http://a:b@latchkey/api']) {
      assert.throws(() => createGuard({ url, key: GUARD_KEY }), /^TypeError: url: give/, url);
    }
    assert.throws(() => createGuard({ url: latchkey.url, key: '' }), /^TypeError: key: give/);
    assert.throws(
      () => createGuard({ url: latchkey.url, key: GUARD_KEY, timeoutMs: 0 }),
      /^TypeError: timeoutMs/,
    );
  });
});

async function assertUnavailable(guard: ReturnType<typeof createGuard>, message?: string): Promise<void> {
  const answer = await guard(call);
  assert.ok(!answer.allowed, message);
  assert.equal(answer.status, 503, message);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  assert.match(answer.headers['retry-after'] ?? '', /^\d+$/);
  const text = Buffer.from(answer.body).toString();
  const body: RefusalBody = JSON.parse(text);
  assert.equal(body.code, 'unavailable', message);
  assert.equal(body.remedy, 'wait', message);
  assert.doesNotMatch(text, /guard-key|tok|127\.0\.0\.1/);
}
