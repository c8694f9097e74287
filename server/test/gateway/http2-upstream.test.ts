import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import {
  constants,
  createServer,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { createForward } from '../../src/gateway/forward.ts';
import { LIVE, openWorld, type World } from '../guard/world.ts';
import { settingsFor } from './proxied.ts';
import { exchangeBytes, type Fetched, fetchRaw, type Listening, listenFront, textOf } from './sockets.ts';

type Front = Pick<Listening, 'port' | 'close'>;
type Handler = (incoming: Http2ServerRequest, response: Http2ServerResponse) => void;

let world: World;
let upstream: Http2Server;
let front: Front;
let headers: Record<string, string>;
let answer: Handler = (_incoming, response) => void response.end('fine');
/** Those that the front has open. */
const sessions = new Set<ServerHttp2Session>();
let opened = 0;

before(async () => {
  world = await openWorld({ limits: { client: { calls: 100_000, per: 60 } } });
  // Of Node's own 10 MB a body that is sent back as it comes takes more on a slow machine, and its session ends.
  upstream = createServer({ maxSessionMemory: 200 }, (incoming, response) => answer(incoming, response));
  upstream.listen(0, '127.0.0.1');
  upstream.on('session', (session) => {
    opened++;
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  front = await frontBefore(port, 30);
  const { token } = await world.personalToken({ scopes: ['read', 'write'] });
  headers = { host: LIVE, authorization: `Bearer ${token}` };
});
afterEach(() => {
  answer = (_incoming, response) => void response.end('fine');
});
after(async () => {
  await front.close();
  upstream.close();
  for (const session of sessions) session.destroy();
  await world.close();
});

/** In seconds: for how long this front waits for an API that says nothing. */
function frontBefore(port: number, patience: number): Promise<Front> {
  const timeouts = { connect: patience, headers: patience, idle: patience };
  const settings = settingsFor(`http://127.0.0.1:${port}`, { http2: true, timeouts, circuit: false });
  return listenFront(world.api, createForward(world.api, settings, world.decide));
}

const get = (path = '/cases'): Promise<Fetched> => fetchRaw(front.port, path, { headers });

function call(path: string, method: string): ClientRequest {
  return request({ host: '127.0.0.1', port: front.port, path, method, headers });
}

async function answerTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  const [reply] = (await once(outgoing, 'response')) as [IncomingMessage];
  return reply;
}

test('calls share one session; path, headers and identity arrive as over HTTP/1.1', async () => {
  const seen: Http2ServerRequest[] = [];
  answer = (incoming, response) => {
    seen.push(incoming);
    response.writeHead(201, { 'x-own': 'a', 'latchkey-identity': 'leaked' });
    response.end(incoming.url);
  };
  const path = '/files/a%20b?q=%2F..&&=x';
  const replies = await Promise.all([get(path), get(path), get(path)]);
  assert.deepEqual(
    replies.map(({ status, body }) => [status, body]),
    Array(3).fill([201, path]),
  );
  assert.equal(opened, 1);
  assert.equal(replies[0]?.headers['x-own'], 'a');
  assert.equal(replies[0]?.headers['latchkey-identity'], undefined);
  const arrived = seen[0]?.headers;
  assert.match(String(arrived?.['latchkey-identity']), /^eyJ/);
  assert.deepEqual(
    [arrived?.authorization, arrived?.['x-forwarded-host'], arrived?.['x-forwarded-for']],
    [undefined, LIVE, '127.0.0.1'],
  );
});

test('bodies stream both ways at once, with trailers both ways', async () => {
  let trailers: string[] = [];
  answer = (incoming, response) => {
    response.writeHead(200);
    response.write('begin');
    incoming.pipe(response, { end: false });
    incoming.on('end', () => {
      trailers = incoming.rawTrailers;
      response.addTrailers({ checksum: 'abc', 'latchkey-identity': 'leaked' });
      response.end();
    });
  };
  const outgoing = call('/files/a', 'PUT');
  outgoing.flushHeaders();
  const reply = await answerTo(outgoing);
  for (const part of ['begin', 'one', 'two']) {
    if (part !== 'begin') outgoing.write(part);
    const [heard] = (await once(reply, 'data')) as [Buffer];
    assert.equal(heard.toString(), part);
  }
  outgoing.addTrailers({ Digest: 'xyz', 'X-Forwarded-For': '6.6.6.6' });
  outgoing.end();
  await textOf(reply);
  assert.deepEqual(trailers, ['digest', 'xyz']);
  assert.deepEqual(reply.trailers, { checksum: 'abc' });
});

test('megabytes come through whole in both directions', async () => {
  answer = (incoming, response) => void incoming.pipe(response);
  const body = Buffer.alloc(20 * 1024 * 1024, 'abcdefgh');
  const { body: back } = await fetchRaw(front.port, '/files/a', { method: 'PUT', headers, body });
  assert.ok(Buffer.from(back).equals(body));
});

test('HEAD and 204 come back with nothing, a bodyless POST without waiting', async () => {
  answer = (incoming, response) => {
    response.writeHead(incoming.method === 'GET' ? 204 : 200, { 'x-method': incoming.method });
    response.end();
  };
  assert.deepEqual((await get()).status, 204);
  for (const method of ['HEAD', 'POST']) {
    const reply = await fetchRaw(front.port, '/cases', { method, headers });
    assert.deepEqual([reply.status, reply.headers['x-method'], reply.body], [200, method, '']);
  }
});

test('after GOAWAY a call under way ends as it began, and the next one has a new session', async () => {
  let finish = () => {};
  const begun = new Promise<void>((resolve) => {
    answer = (_incoming, response) => {
      response.write('half ');
      finish = () => void response.end('whole');
      resolve();
    };
  });
  const outgoing = call('/cases', 'GET').end();
  const reply = await answerTo(outgoing);
  await begun;
  for (const session of sessions) {
    session.goaway();
    // Frames are read in order, so the answer to a ping shows that everything before it was read.
    await new Promise<void>((read) => session.ping(() => read()));
  }
  answer = (_incoming, response) => void response.end('on a new one');
  assert.equal((await get()).body, 'on a new one');
  assert.equal(sessions.size, 2);
  finish();
  assert.equal(await textOf(reply), 'half whole');
});

test('a stream that was refused unseen is sent again, also a POST without a body; a second time it is not', async () => {
  let refusals = 1;
  const handle = (stream: ServerHttp2Stream) => {
    if (refusals-- > 0) stream.close(constants.NGHTTP2_REFUSED_STREAM);
    else stream.respond({ ':status': 200 }, { endStream: true });
  };
  answer = (_incoming, response) => handle(response.stream);
  assert.equal((await fetchRaw(front.port, '/cases', { method: 'POST', headers })).status, 200);
  refusals = 2;
  assert.equal((await get()).status, 502);
});

test('a stream that is reset before its answer is 502, and one in the middle does not look complete', async () => {
  answer = (_incoming, response) => response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  const { status, body } = await get();
  assert.deepEqual([status, JSON.parse(body).code], [502, 'unavailable']);
  answer = (_incoming, response) => {
    response.write('half');
    setImmediate(() => response.stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  };
  const reply = await answerTo(call('/cases', 'GET').end());
  await assert.rejects(textOf(reply), { code: 'ECONNRESET' });
});

test('a session that dies takes its calls along, and none after them', async () => {
  answer = (_incoming, response) => response.stream.session?.destroy();
  assert.equal((await get()).status, 502);
  answer = (_incoming, response) => void response.end('back');
  assert.equal((await get()).body, 'back');
});

test('silence is 504', async () => {
  answer = () => {};
  const impatient = await frontBefore((upstream.address() as AddressInfo).port, 0.2);
  const { status, body } = await fetchRaw(impatient.port, '/cases', { headers }).finally(impatient.close);
  assert.deepEqual([status, JSON.parse(body).code], [504, 'unavailable']);
});

test('when the caller goes away the stream behind ends', async () => {
  const arrived = Promise.withResolvers<Http2ServerResponse>();
  answer = (_incoming, response) => {
    response.write('begun');
    arrived.resolve(response);
  };
  const outgoing = call('/cases', 'GET').end();
  const reply = await answerTo(outgoing);
  reply.on('error', () => {});
  const { stream } = await arrived.promise;
  const ended = once(stream, 'close');
  outgoing.destroy();
  await ended;
});

test('an answer before the upload is over reaches the caller', async () => {
  answer = (_incoming, response) => void response.writeHead(413).end('too much');
  const upload = call('/files/a', 'PUT');
  upload.on('error', () => {});
  upload.write('beginning');
  const reply = await answerTo(upload);
  assert.deepEqual([reply.statusCode, await textOf(reply)], [413, 'too much']);
  upload.destroy();
});

test('headers that HTTP/2 does not have are not sent there', async () => {
  answer = (incoming, response) => void response.end(JSON.stringify(incoming.headers));
  const reply = await exchangeBytes(
    front.port,
    `GET /cases HTTP/1.1\r\nHost: ${LIVE}\r\nAuthorization: ${headers.authorization}\r\nConnection: close, Upgrade, HTTP2-Settings, X-Hop\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nKeep-Alive: 5\r\nTE: trailers\r\nX-Hop: 1\r\n\r\n`,
  );
  assert.match(reply, /^HTTP\/1\.1 200 /);
  assert.ok(!/x-hop|http2-settings|keep-alive"|"te"|upgrade/i.test(reply.split('\r\n\r\n')[1] ?? ''), reply);
});

test('a call that HTTP/2 has no way of saying is 400, and the fault of nobody but its caller', async (t) => {
  const { port } = upstream.address() as AddressInfo;
  const settings = settingsFor(`http://127.0.0.1:${port}`, { http2: true, circuit: { failures: 1 } });
  const own = await listenFront(world.api, createForward(world.api, settings, world.decide));
  t.after(() => own.close());
  const odd = { ...headers, 'User-Agent': ['one', 'two'] };
  for (let call = 0; call < 3; call++) {
    const { status, body } = await fetchRaw(own.port, '/cases', { headers: odd });
    assert.deepEqual([status, JSON.parse(body).code], [400, 'invalid_request']);
  }
  assert.equal((await fetchRaw(own.port, '/cases', { headers })).status, 200);
});

test('an API that is not there is 502', async (t) => {
  const settings = settingsFor('http://127.0.0.1:1', { http2: true });
  const off = await listenFront(world.api, createForward(world.api, settings, world.decide));
  t.after(() => off.close());
  assert.equal((await fetchRaw(off.port, '/cases', { headers })).status, 502);
});
