import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
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
  signedAnswer,
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
    assert.equal(headers['latchkey-guard-key'], undefined, 'it signs, and is not sent');
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
    const [, key] = latchkey.keys;
    latchkey.check = async () => ({
      status: 200,
      headers: { 'latchkey-identity': (await key?.sign({ caller: null })) ?? '' },
    });
    assert.deepEqual(await guard()(call), { allowed: true, caller: null, headers: {} });
    latchkey.check = () => ({ status: 200 });
    assert.deepEqual(await guard()(call), { allowed: true, caller: null, headers: {} });
  });

  test('believes nothing that is not signed, whatever it says', async () => {
    const signed = (await latchkey.keys[0]?.sign()) ?? '';
    const told: Record<string, Record<string, string>> = {
      'open to everybody': { 'latchkey-request-id': 'req_1' },
      allowed: { 'latchkey-identity': signed, 'latchkey-request-id': 'req_1' },
      'a refusal': { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer' },
    };
    for (const [name, headers] of Object.entries(told)) {
      latchkey.check = (_asked, response) => {
        response.writeHead(name === 'a refusal' ? 401 : 200, headers).end('{}');
        return null;
      };
      await assertUnavailable(guard(), name);
    }
  });

  test('believes no answer to another question, be it about the same call', async () => {
    const other: Partial<GuardCall>[] = [
      {},
      { method: 'DELETE' },
      { host: 'sandbox.example.com' },
      { uri: '/v2/things/1' },
      { authorization: 'Bearer other' },
      { headers: { 'my-account': 'conn_2' } },
      { ip: '203.0.113.10' },
      { operation: 'other' },
    ];
    const open = () => ({ status: 200 });
    for (const answers of [allow, open, refuse]) {
      latchkey.check = answers;
      await guard()(call);
      const recorded = latchkey.sent.at(-1);
      latchkey.check = (_asked, response) => {
        response.end(recorded);
        return null;
      };
      for (const change of other)
        await assertUnavailable(guard(), JSON.stringify(change), { ...call, ...change });
    }
  });

  test('believes no answer that is signed with another key, or is a question', async () => {
    const strange = { key: new TextEncoder().encode('another-guard-key') };
    const reflected = { typ: 'latchkey-question+jwt' };
    for (const how of [strange, reflected]) {
      latchkey.check = async ({ nonce }, response) => {
        response.end(await signedAnswer(nonce, { status: 200 }, how));
        return null;
      };
      await assertUnavailable(guard(), JSON.stringify(how));
    }
  });

  test('asks another question each time, with a proof that no other body fits', async () => {
    await guard()(call);
    await guard()(call);
    const [first, second] = latchkey.asked;
    assert.notEqual(first?.nonce, second?.nonce);
    assert.match(first?.nonce ?? '', /^[A-Za-z0-9_-]{32}$/);
  });

  test('refuses when Latchkey is away', async () => {
    const server = createServer();
    const origin = await listen(server);
    await close(server);
    await assertUnavailable(createGuard({ url: `${origin}/.latchkey/${API_NAME}`, key: GUARD_KEY }));
  });

  test('refuses when Latchkey is slow, with its headers or with its body', async () => {
    latchkey.check = () => null;
    await assertUnavailable(guard({ timeoutMs: 20 }));
    latchkey.check = (_asked, response) => {
      response.writeHead(200).write('x');
      return null;
    };
    await assertUnavailable(guard({ timeoutMs: 20 }));
  });

  test('refuses when the answer is none that a check endpoint gives', async () => {
    const raw = (send: (response: ServerResponse) => unknown): Latchkey['check'] => {
      return (_asked, response) => {
        send(response);
        return null;
      };
    };
    const answers: [string, Latchkey['check']][] = [
      ['no answer of ours', raw((response) => response.end('<html>'))],
      ['a redirect', raw((response) => response.writeHead(302, { location: '/' }).end())],
      ['a plain 404', raw((response) => response.writeHead(404).end('no'))],
      ['a plain 500', raw((response) => response.writeHead(500).end('oops'))],
      ['too much', raw((response) => response.end('x'.repeat(5 * 1024 * 1024)))],
      ['204', raw((response) => response.writeHead(204).end())],
      ['a cut connection', raw((response) => response.destroy())],
      ['a signed problem with the address', () => ({ ...refuse(), status: 421 })],
      ['a signed page', () => ({ status: 403, headers: { 'content-type': 'text/html' }, body: '<html>' })],
    ];
    for (const [name, check] of answers) {
      latchkey.check = check;
      await assertUnavailable(guard(), name);
    }
  });

  test('follows nobody to where a redirect points', async () => {
    const elsewhere = await startLatchkey();
    latchkey.check = (_asked, response) => {
      response.writeHead(307, { location: `${elsewhere.url}/check` }).end();
      return null;
    };
    await assertUnavailable(guard());
    assert.equal(elsewhere.asked.length, 0);
    await elsewhere.close();
  });

  test('refuses a wrong guard key without showing it', async () => {
    await assertUnavailable(guard({ key: 'wrong-guard-key' }));
  });

  test('refuses an identity of a shape that it does not know', async () => {
    for (const claims of [{ caller: undefined }, { caller: 'mia' }]) {
      const identity = (await latchkey.keys[0]?.sign(claims)) ?? '';
      latchkey.check = () => ({ status: 200, headers: { 'latchkey-identity': identity } });
      await assertUnavailable(guard());
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
    const answer = await guard()({ ...call, headers: { 'x-big': 'x'.repeat(70_000) } });
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

async function assertUnavailable(
  guard: ReturnType<typeof createGuard>,
  message?: string,
  asked = call,
): Promise<void> {
  const answer = await guard(asked);
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
