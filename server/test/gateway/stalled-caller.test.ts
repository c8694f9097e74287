import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { gateway } from '../../src/config/index.ts';
import { createFront } from '../../src/gateway/create-front.ts';
import { LIVE, openWorld } from '../guard/world.ts';
import { listen, listenFront } from './sockets.ts';

test('a caller whose body does not go on says nothing about the API behind', async (t) => {
  const upstream = await listen((request, response) => request.resume().on('end', () => response.end()));
  t.after(() => upstream.close());
  const timeouts = { idle: 1 };
  const world = await openWorld({
    front: gateway({ upstream: upstream.origin, timeouts, circuit: { failures: 1 } }),
  });
  t.after(() => world.close());
  const front = await createFront(world.api, world.decide);
  const listener = await listenFront(world.api, front);
  t.after(() => listener.close());
  const { token } = await world.personalToken({ scopes: ['write'] });
  const socket = connect(listener.port, '127.0.0.1');
  const head = ['POST /cases HTTP/1.1', `Host: ${LIVE}`, `Authorization: Bearer ${token}`];
  socket.write([...head, 'Content-Length: 10', '', 'abc'].join('\r\n'));
  const [answer] = await once(socket.setEncoding('utf8'), 'data');
  socket.destroy();
  assert.match(answer, /^HTTP\/1\.1 408 /);
  assert.equal(front.circuit?.(), 'closed');
});

test('an API behind that does not take the body is given a rest as before', async (t) => {
  const upstream = await listen((request) => request.pause());
  t.after(() => upstream.close());
  const world = await openWorld({
    front: gateway({ upstream: upstream.origin, timeouts: { idle: 1 }, circuit: { failures: 1 } }),
  });
  t.after(() => world.close());
  const front = await createFront(world.api, world.decide);
  const listener = await listenFront(world.api, front);
  t.after(() => listener.close());
  const { token } = await world.personalToken({ scopes: ['write'] });
  const body = Buffer.alloc(64 * 1024 * 1024);
  const headers = { host: LIVE, authorization: `Bearer ${token}`, 'content-length': String(body.length) };
  const socket = connect(listener.port, '127.0.0.1').on('error', () => {});
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write(['POST /cases HTTP/1.1', ...lines, '', ''].join('\r\n'));
  socket.write(body);
  const [answer] = await once(socket.setEncoding('utf8'), 'data');
  socket.destroy();
  assert.match(answer, /^HTTP\/1\.1 504 /);
  assert.equal(front.circuit?.(), 'open');
});
