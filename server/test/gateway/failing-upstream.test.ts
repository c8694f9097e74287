import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { createForward } from '../../src/gateway/forward.ts';
import type { Decide } from '../../src/guard/decision.ts';
import { echo, openProxied, type Proxied, settingsFor } from './proxied.ts';
import { fetchRaw, listen, listenFront, textOf } from './sockets.ts';

let proxied: Proxied;
before(async () => {
  proxied = await openProxied();
});
after(() => proxied.close());

test('an answer that breaks off does not look complete', async () => {
  proxied.behind((_incoming, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('half');
    response.flushHeaders();
    setImmediate(() => response.destroy());
  });
  const download = request({
    host: '127.0.0.1',
    port: proxied.front.port,
    path: '/files/a',
    headers: proxied.bearer,
  }).end();
  const [reply] = (await once(download, 'response')) as [IncomingMessage];
  await assert.rejects(textOf(reply), { code: 'ECONNRESET' });
});

test('an API that hangs up without an answer is 502', async () => {
  proxied.behind((incoming) => incoming.socket.destroy());
  const { status, headers, body } = await fetchRaw(proxied.front.port, '/cases', { headers: proxied.bearer });
  assert.equal(status, 502);
  assert.equal(headers['content-type'], 'application/problem+json');
  assert.equal(JSON.parse(body).code, 'unavailable');
  const post = await fetchRaw(proxied.front.port, '/cases', {
    method: 'POST',
    headers: proxied.bearer,
    body: 'x',
  });
  assert.equal(post.status, 502);
});

test('an API that is not there is 502', async (t) => {
  const gone = await listen(() => {});
  await gone.close();
  const off = await listenFront(
    proxied.world.api,
    createForward(proxied.world.api, settingsFor(gone.origin), proxied.world.decide),
  );
  t.after(() => off.close());
  const { status, body } = await fetchRaw(off.port, '/cases', { headers: proxied.bearer });
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
    proxied.world.api,
    createForward(proxied.world.api, settingsFor(`http://127.0.0.1:${at.port}`), proxied.world.decide),
  );
  t.after(() => odd.close());
  assert.equal((await fetchRaw(odd.port, '/cases', { headers: proxied.bearer })).status, 502);
});

test('an API that stays silent is 504', async (t) => {
  proxied.behind(() => {});
  const quick = await listenFront(
    proxied.world.api,
    createForward(
      proxied.world.api,
      settingsFor(proxied.upstream.origin, { timeouts: { headers: 0.05, idle: 0.05 } }),
      proxied.world.decide,
    ),
  );
  t.after(() => quick.close());
  const { status, body } = await fetchRaw(quick.port, '/cases', { headers: proxied.bearer });
  assert.deepEqual([status, JSON.parse(body).code], [504, 'unavailable']);
});

test('an answer that arrived while Latchkey was busy is not too late', async (t) => {
  const quick = await listenFront(
    proxied.world.api,
    createForward(
      proxied.world.api,
      settingsFor(proxied.upstream.origin, { timeouts: { headers: 1 } }),
      proxied.world.decide,
    ),
  );
  t.after(() => quick.close());
  proxied.behind((_incoming, response) => {
    response.end('in time');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_050);
  });
  const { status, body } = await fetchRaw(quick.port, '/cases', { headers: proxied.bearer });
  assert.deepEqual([status, body], [200, 'in time']);
});

test('an API that falls silent in the middle of its answer is given up, and its answer does not look complete', async (t) => {
  proxied.behind((_incoming, response) => {
    response.write('half');
  });
  const quick = await listenFront(
    proxied.world.api,
    createForward(
      proxied.world.api,
      settingsFor(proxied.upstream.origin, { timeouts: { headers: 0.05, idle: 0.05 } }),
      proxied.world.decide,
    ),
  );
  t.after(() => quick.close());
  const download = request({
    host: '127.0.0.1',
    port: quick.port,
    path: '/cases',
    headers: proxied.bearer,
  }).end();
  const [reply] = (await once(download, 'response')) as [IncomingMessage];
  await assert.rejects(textOf(reply), { code: 'ECONNRESET' });
});

test('a kept connection that the API closed meanwhile does not cost a reading call', async () => {
  proxied.behind(echo);
  await fetchRaw(proxied.front.port, '/cases', { headers: proxied.bearer });
  let calls = 0;
  proxied.behind((incoming, response) => {
    if (++calls === 1) incoming.socket.destroy();
    else echo(incoming, response);
  });
  assert.equal((await fetchRaw(proxied.front.port, '/cases', { headers: proxied.bearer })).status, 200);
  assert.equal(calls, 2);
});

for (const [what, call] of [
  ['with a body', { method: 'POST', body: 'a case' }],
  ['that is streamed', { method: 'POST', body: 'a case', headers: { 'transfer-encoding': 'chunked' } }],
  ['without a body', { method: 'POST' }],
] as const) {
  test(`a changing call ${what} goes on another connection if the API closed the kept one before it was sent`, async (t) => {
    const { world, upstream, bearer } = proxied;
    const kept = new Set<Socket>();
    // The API closes the connection when the call was judged: its end has arrived, and is not read yet.
    const closing: Decide = async (asked) => {
      const decision = await world.decide(asked);
      for (const socket of kept) socket.destroy();
      return decision;
    };
    const front = await listenFront(
      world.api,
      createForward(world.api, settingsFor(upstream.origin), closing),
    );
    t.after(() => front.close());
    const bodies: string[] = [];
    proxied.behind(async (incoming, response) => {
      bodies.push(await textOf(incoming));
      echo(incoming, response);
    });
    const made = (socket: Socket) => {
      kept.add(socket);
    };
    upstream.server.on('connection', made);
    t.after(() => upstream.server.off('connection', made));
    const headers = { ...bearer, ...('headers' in call ? call.headers : {}) };
    const statuses = [];
    for (const sent of [{ headers: bearer }, { ...call, headers }, { ...call, headers }])
      statuses.push((await fetchRaw(front.port, '/cases', sent)).status);
    assert.deepEqual(statuses, [200, 200, 200]);
    const body = 'body' in call ? call.body : '';
    assert.deepEqual([bodies, kept.size], [['', body, body], 3]);
  });
}

test('when the caller goes away the call behind ends, and the front settles', async (t) => {
  let settle = () => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const watched = await listenFront(
    proxied.world.api,
    createForward(proxied.world.api, settingsFor(proxied.upstream.origin), proxied.world.decide),
    () => settle(),
  );
  t.after(() => watched.close());
  let arrived = () => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let ended: Promise<unknown> = Promise.resolve();
  proxied.behind((_incoming, response) => {
    ended = once(response, 'close');
    arrived();
  });
  const call = request({
    host: '127.0.0.1',
    port: watched.port,
    path: '/cases',
    headers: proxied.bearer,
  }).end();
  call.on('error', () => {});
  await arrival;
  call.destroy();
  await ended;
  await settled;
});

test('an answer before the upload is over reaches the caller', async () => {
  proxied.behind((_incoming, response) => {
    response.writeHead(413).end('too much');
  });
  const upload = request({
    host: '127.0.0.1',
    port: proxied.front.port,
    path: '/files/a',
    method: 'PUT',
    headers: proxied.bearer,
  });
  upload.on('error', () => {});
  upload.write('beginning');
  const [reply] = (await once(upload, 'response')) as [IncomingMessage];
  assert.equal(reply.statusCode, 413);
  assert.equal(await textOf(reply), 'too much');
  upload.destroy();
});
