import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { gateway } from '../../src/config/index.ts';
import { createForward } from '../../src/gateway/forward.ts';
import { createFront } from '../../src/gateway/front.ts';
import { LIVE, openWorld, type World } from '../guard/world.ts';
import { exchangeBytes, fetchRaw, type Listening, listen, listenFront, textOf } from './sockets.ts';

let world: World;
let upstream: Listening;
let front: Listening;
/** What the API behind does with the next call. */
let answer: RequestListener;
/** Calls that reached the API behind. */
let reached: IncomingMessage[];
let bearer: { host: string; authorization: string };

before(async () => {
  upstream = await listen((incoming, response) => {
    reached.push(incoming);
    answer(incoming, response);
  });
  world = await openWorld({
    front: gateway({ upstream: upstream.origin }),
    limits: { client: { calls: 100_000, per: 60 } },
  });
  front = await listenFront(world.api, await createFront(world.api, world.decide));
  const { token } = await world.personalToken({ scopes: ['read', 'write'] });
  bearer = { host: LIVE, authorization: `Bearer ${token}` };
});
after(async () => {
  await front.close();
  await upstream.close();
  await world.close();
});

function behind(listener: RequestListener): void {
  reached = [];
  answer = listener;
}

function echo(incoming: IncomingMessage, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ method: incoming.method, url: incoming.url, headers: incoming.rawHeaders }));
}

function claims(identity: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(identity.split('.')[1] ?? '', 'base64url').toString());
}

test('passes path and query on byte for byte', async () => {
  behind(echo);
  const path = "/files/a%20b%C3%A9;v=1,(x)'!*?q=%zz&&=a+b%2F..%2F%23&list[]=1|2?x";
  const { status, body } = await fetchRaw(front.port, path, { headers: bearer });
  assert.equal(status, 200);
  assert.equal(JSON.parse(body).url, path);
});

test('takes away what is not for the caller to say, and says who calls', async () => {
  behind(echo);
  const { body } = await fetchRaw(front.port, '/cases', {
    headers: {
      ...bearer,
      'Latchkey-Identity': 'forged',
      latchkey_identity: 'forged',
      'Latchkey-Guard-Key': 'forged',
      'X-Forwarded-For': '6.6.6.6',
      'X-Forwarded-Host': 'forged.example',
      'X-Forwarded-Proto': 'forged',
      X_Forwarded_For: '6.6.6.6',
      'X-Real-IP': '6.6.6.6',
      'X-Request-Id': 'forged',
      Forwarded: 'for=6.6.6.6',
      Cookie: 'session=forged',
      Connection: 'close, X-Only-Here',
      'X-Only-Here': 'one hop',
      TE: 'trailers',
      'Proxy-Authorization': 'Basic forged',
      'X-Kept': ['one', 'two'],
      'Accept-Language': 'nl',
    },
  });
  const raw: string[] = JSON.parse(body).headers;
  const pairs = raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? '']] : [],
  );
  const seen = Object.fromEntries(pairs);
  assert.ok(!raw.join(' ').includes('forged') && !raw.join(' ').includes('6.6.6.6'), raw.join(' '));
  assert.deepEqual(
    ['authorization', 'cookie', 'te', 'x-only-here', 'proxy-authorization'].filter((name) => name in seen),
    [],
  );
  assert.deepEqual(
    pairs.filter(([name]) => name === 'x-kept').map(([, value]) => value),
    ['one', 'two'],
  );
  assert.deepEqual(
    [seen['x-forwarded-for'], seen['x-forwarded-host'], seen['x-forwarded-proto'], seen['accept-language']],
    ['127.0.0.1', LIVE, 'http', 'nl'],
  );
  assert.equal(seen.host, new URL(upstream.origin).host);
  const { aud, jti, caller } = claims(seen['latchkey-identity'] ?? '');
  assert.deepEqual([aud, jti], ['cases', seen['x-request-id']]);
  assert.equal((caller as { operation: string }).operation, 'listCases');
});

test('a public operation reaches the API without an identity, even a claimed one', async () => {
  behind(echo);
  const { body } = await fetchRaw(front.port, '/status', {
    headers: { host: LIVE, 'latchkey-identity': 'forged' },
  });
  assert.ok(!body.includes('forged') && !body.toLowerCase().includes('latchkey-identity'));
});

test('a refused call never reaches the API, and is answered as the guard says', async () => {
  behind(echo);
  const { status, headers, body } = await fetchRaw(front.port, '/cases', { headers: { host: LIVE } });
  assert.equal(status, 401);
  assert.match(String(headers['www-authenticate']), /^Bearer realm=/);
  assert.equal(headers['content-type'], 'application/problem+json');
  assert.equal(JSON.parse(body).code, 'missing_token');
  assert.equal(reached.length, 0);
});

test('two Authorization headers are refused, not chosen from', async () => {
  behind(echo);
  const reply = await exchangeBytes(
    front.port,
    `GET /cases HTTP/1.1\r\nHost: ${LIVE}\r\nConnection: close\r\nAuthorization: ${bearer.authorization}\r\nAuthorization: Bearer other\r\n\r\n`,
  );
  assert.match(reply, /^HTTP\/1\.1 401 [^]*"invalid_token"/);
  assert.equal(reached.length, 0);
});

test('two account headers are refused, not chosen from', async () => {
  behind(echo);
  const { token, account } = await world.connected();
  const reply = await exchangeBytes(
    front.port,
    `GET /cases HTTP/1.1\r\nHost: ${LIVE}\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\nCases-Account: ${account}\r\nCases-Account: conn_x\r\n\r\n`,
  );
  assert.match(reply, /^HTTP\/1\.1 400 [^]*"invalid_request"/);
  assert.equal(reached.length, 0);
});

test('returns status, headers and body of the API with the limits beside them', async () => {
  behind((_incoming, response) => {
    response.writeHead(418, 'Short and stout', {
      'x-own': ['a', 'b'],
      'latchkey-identity': 'leaked',
      connection: 'x-hop',
      'x-hop': 'gone',
      ratelimit: '"upstream";r=0;t=1',
    });
    response.end('teapot');
  });
  const { status, headers, body } = await fetchRaw(front.port, '/cases', { headers: bearer });
  assert.deepEqual([status, body], [418, 'teapot']);
  assert.equal(headers['x-own'], 'a, b');
  assert.equal(headers['latchkey-identity'], undefined);
  assert.equal(headers['x-hop'], undefined);
  assert.match(String(headers.ratelimit), /^"client";r=\d+;t=\d+$/);
});

test('HEAD comes back with headers alone, 204 with nothing', async () => {
  behind((incoming, response) => {
    if (incoming.method === 'HEAD') response.writeHead(200, { 'content-length': '1234' }).end();
    else response.writeHead(204).end();
  });
  const head = await fetchRaw(front.port, '/cases', { method: 'HEAD', headers: bearer });
  assert.deepEqual([head.status, head.headers['content-length'], head.body], [200, '1234', '']);
  const refused = await fetchRaw(front.port, '/cases', { method: 'HEAD', headers: { host: LIVE } });
  assert.deepEqual([refused.status, refused.body], [401, '']);
  const none = await fetchRaw(front.port, '/cases', { headers: bearer });
  assert.deepEqual([none.status, none.body], [204, '']);
});

test('an upload streams: the API has its beginning before its end is sent', async () => {
  let begun: () => void;
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let framing: unknown;
  behind(async (incoming, response) => {
    framing = incoming.headers['transfer-encoding'] ?? incoming.headers['content-length'];
    incoming.once('data', () => begun());
    response.end(await textOf(incoming));
  });
  const upload = request({
    host: '127.0.0.1',
    port: front.port,
    path: '/files/a',
    method: 'PUT',
    headers: bearer,
  });
  upload.write('first ');
  await beginning;
  upload.end('second');
  const [reply] = (await once(upload, 'response')) as [IncomingMessage];
  assert.equal(await textOf(reply), 'first second');
  assert.equal(framing, 'chunked');
});

test('a body is framed as it came, whatever the method and whatever Connection names', async () => {
  behind(async (incoming, response) => {
    const text = await textOf(incoming);
    response.end(JSON.stringify([incoming.method, incoming.headers['content-length'], text]));
  });
  const put = await fetchRaw(front.port, '/files/a', { method: 'PUT', headers: bearer, body: 'hello' });
  assert.deepEqual(JSON.parse(put.body), ['PUT', '5', 'hello']);
  const get = await exchangeBytes(
    front.port,
    `GET /cases HTTP/1.1\r\nHost: ${LIVE}\r\nAuthorization: ${bearer.authorization}\r\nConnection: close, content-length\r\nContent-Length: 5\r\n\r\nhello`,
  );
  assert.match(get, /\["GET","5","hello"\]/);
  assert.equal(reached.length, 2);
});

test('a download streams: the caller has its beginning before its end is made', async () => {
  let finish = () => {};
  behind((_incoming, response) => {
    response.write('first ');
    finish = () => response.end('second');
  });
  const download = request({ host: '127.0.0.1', port: front.port, path: '/files/a', headers: bearer }).end();
  const [reply] = (await once(download, 'response')) as [IncomingMessage];
  const [chunk] = (await once(reply, 'data')) as [Buffer];
  assert.equal(chunk.toString(), 'first ');
  finish();
  assert.equal(await textOf(reply), 'second');
});

test('megabytes come through whole in both directions', async () => {
  behind((incoming, response) => {
    incoming.pipe(response);
  });
  const body = Buffer.alloc(8 * 1024 * 1024, 'abcdefgh');
  const { body: back } = await fetchRaw(front.port, '/files/a', { method: 'PUT', headers: bearer, body });
  assert.ok(Buffer.from(back).equals(body));
});

test('an answer that breaks off does not look complete', async () => {
  behind((_incoming, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('half');
    response.flushHeaders();
    setImmediate(() => response.destroy());
  });
  const download = request({ host: '127.0.0.1', port: front.port, path: '/files/a', headers: bearer }).end();
  const [reply] = (await once(download, 'response')) as [IncomingMessage];
  await assert.rejects(textOf(reply), { code: 'ECONNRESET' });
});

test('an API that hangs up without an answer is 502', async () => {
  behind((incoming) => incoming.socket.destroy());
  const { status, headers, body } = await fetchRaw(front.port, '/cases', { headers: bearer });
  assert.equal(status, 502);
  assert.equal(headers['content-type'], 'application/problem+json');
  assert.equal(JSON.parse(body).code, 'unavailable');
  const post = await fetchRaw(front.port, '/cases', { method: 'POST', headers: bearer, body: 'x' });
  assert.equal(post.status, 502);
});

test('an API that is not there is 502', async (t) => {
  const gone = await listen(() => {});
  await gone.close();
  const off = await listenFront(world.api, createForward(world.api, gone.origin, world.decide));
  t.after(() => off.close());
  const { status, body } = await fetchRaw(off.port, '/cases', { headers: bearer });
  assert.deepEqual([status, JSON.parse(body).code], [502, 'unavailable']);
});

test('an API that answers something else than HTTP is 502', async (t) => {
  const babbler = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    );
  }).listen(0, '127.0.0.1');
  await once(babbler, 'listening');
  t.after(() => babbler.close());
  const at = babbler.address();
  assert.ok(at && typeof at === 'object');
  const odd = await listenFront(
    world.api,
    createForward(world.api, `http://127.0.0.1:${at.port}`, world.decide),
  );
  t.after(() => odd.close());
  assert.equal((await fetchRaw(odd.port, '/cases', { headers: bearer })).status, 502);
});

test('an API that stays silent is 504', async (t) => {
  behind(() => {});
  const quick = await listenFront(
    world.api,
    createForward(world.api, upstream.origin, world.decide, { idle: 50 }),
  );
  t.after(() => quick.close());
  const { status, body } = await fetchRaw(quick.port, '/cases', { headers: bearer });
  assert.deepEqual([status, JSON.parse(body).code], [504, 'unavailable']);
});

test('an API that falls silent in the middle of its answer is given up, and its answer does not look complete', async (t) => {
  behind((_incoming, response) => {
    response.write('half');
  });
  const quick = await listenFront(
    world.api,
    createForward(world.api, upstream.origin, world.decide, { idle: 50 }),
  );
  t.after(() => quick.close());
  const download = request({ host: '127.0.0.1', port: quick.port, path: '/cases', headers: bearer }).end();
  const [reply] = (await once(download, 'response')) as [IncomingMessage];
  await assert.rejects(textOf(reply), { code: 'ECONNRESET' });
});

test('a kept connection that the API closed meanwhile does not cost a reading call', async () => {
  behind(echo);
  await fetchRaw(front.port, '/cases', { headers: bearer });
  let calls = 0;
  behind((incoming, response) => {
    if (++calls === 1) incoming.socket.destroy();
    else echo(incoming, response);
  });
  assert.equal((await fetchRaw(front.port, '/cases', { headers: bearer })).status, 200);
  assert.equal(calls, 2);
});

test('when the caller goes away the call behind ends, and the front settles', async (t) => {
  let settle = () => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const watched = await listenFront(world.api, createForward(world.api, upstream.origin, world.decide), () =>
    settle(),
  );
  t.after(() => watched.close());
  let arrived = () => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let ended: Promise<unknown> = Promise.resolve();
  behind((_incoming, response) => {
    ended = once(response, 'close');
    arrived();
  });
  const call = request({ host: '127.0.0.1', port: watched.port, path: '/cases', headers: bearer }).end();
  call.on('error', () => {});
  await arrival;
  call.destroy();
  await ended;
  await settled;
});

test('an answer before the upload is over reaches the caller', async () => {
  behind((_incoming, response) => {
    response.writeHead(413).end('too much');
  });
  const upload = request({
    host: '127.0.0.1',
    port: front.port,
    path: '/files/a',
    method: 'PUT',
    headers: bearer,
  });
  upload.on('error', () => {});
  upload.write('beginning');
  const [reply] = (await once(upload, 'response')) as [IncomingMessage];
  assert.equal(reply.statusCode, 413);
  assert.equal(await textOf(reply), 'too much');
  upload.destroy();
});
