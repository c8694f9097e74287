import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { http1Upstream } from '../../src/gateway/http1-upstream.ts';
import type { UpstreamAnswer } from '../../src/gateway/upstream.ts';
import { textOf } from './sockets.ts';

const MINUTE = 60_000;

/** Makes one call after the other, and has the server's end of each connection that they went by. */
async function callsKeeping(t: TestContext, idle: number, told = '') {
  const connections: Socket[] = [];
  const server = createServer((socket) => {
    connections.push(socket);
    socket.on('data', () => socket.write(`HTTP/1.1 200 OK\r\n${told}Content-Length: 2\r\n\r\nok`));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const upstream = http1Upstream(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, idle);
  t.after(() => {
    upstream.close();
    server.close();
  });
  const call = { method: 'GET', path: '/', headers: [], hasBody: false, trailers: () => [] };
  const nothing = () => {};
  return {
    connections,
    async call() {
      const { promise: answered, resolve, reject } = Promise.withResolvers<UpstreamAnswer>();
      upstream.start(call, {
        ...{ connected: nothing, wanted: nothing, hinted: nothing },
        ...{ answered: resolve, failed: reject },
      });
      assert.equal(await textOf((await answered).body as IncomingMessage), 'ok');
      // Only then the connection is kept.
      await new Promise(setImmediate);
    },
  };
}

test('a connection on which nothing goes on is closed before a server that says nothing of it would', async (t) => {
  const { connections, call } = await callsKeeping(t, 50);
  await call();
  await once(connections[0] as Socket, 'end');
});

test('a connection is closed before the time for which the server says that it keeps one', async (t) => {
  const { connections, call } = await callsKeeping(t, MINUTE, 'Keep-Alive: timeout=2\r\n');
  await call();
  await once(connections[0] as Socket, 'end');
  // Less than a second is too short to be kept at all.
  const brief = await callsKeeping(t, MINUTE, 'Keep-Alive: timeout=1\r\n');
  await brief.call();
  await once(brief.connections[0] as Socket, 'end');
});

test('a connection that waited too long while the process paused has no further call', async (t) => {
  const { connections, call } = await callsKeeping(t, 50);
  await call();
  const paused = performance.now() + 100;
  while (performance.now() < paused);
  await call();
  assert.equal(connections.length, 2);
});
