import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { createForward } from '../../src/gateway/forward.ts';
import { LIVE, openWorld, type World } from '../guard/world.ts';
import { settingsFor } from './proxied.ts';
import { fetchRaw, type Listening, listenFront, textOf } from './sockets.ts';

let world: World;
let front: Pick<Listening, 'port' | 'close'>;
/** Gives up on an upstream that is silent. */
let impatient: Pick<Listening, 'port' | 'close'>;
let headers: Record<string, string>;
/** Answers on a connection, call by call. */
let say: (socket: Socket, path: string) => void = () => {};
const sockets = new Set<Socket>();
const upstream = createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('close', () => sockets.delete(socket));
  socket.on('data', (head) => say(socket, head.toString('latin1').split(' ')[1] ?? ''));
});

before(async () => {
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  world = await openWorld({ limits: { client: { calls: 100_000, per: 60 } } });
  const { port } = upstream.address() as AddressInfo;
  const open = (timeouts = {}) => {
    const settings = settingsFor(`http://127.0.0.1:${port}`, { timeouts, circuit: false });
    return listenFront(world.api, createForward(world.api, settings, world.decide));
  };
  [front, impatient] = [await open(), await open({ headers: 1, idle: 1 })];
  const { token } = await world.personalToken();
  headers = { host: LIVE, authorization: `Bearer ${token}` };
});
after(async () => {
  await front.close();
  await impatient.close();
  for (const socket of sockets) socket.destroy();
  upstream.close();
  await world.close();
});

const get = (path = '/cases', at = front) => fetchRaw(at.port, path, { headers });

async function broken(at = front): Promise<number> {
  const outgoing = request({
    host: '127.0.0.1',
    port: at.port,
    path: '/cases',
    headers,
    agent: false,
  }).end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  await assert.rejects(textOf(answer), { code: 'ECONNRESET' });
  return answer.statusCode ?? 0;
}

const ok = (body: string, length = body.length) =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${body}`;

test('a body that is shorter than was told does not look complete', async () => {
  say = (socket) => socket.end(ok('half', 100));
  assert.equal(await broken(), 200);
});

test('a body that is longer than was told is cut there, and nobody else is given the rest', async () => {
  say = (socket, path) => void socket.write(`${ok(path)}${ok('poison')}`);
  for (const path of ['/files/a', '/files/b', '/files/c']) assert.equal((await get(path)).body, path);
});

test('a connection is not kept after an answer of a server that gave up reading', async () => {
  const used: Socket[] = [];
  for (const status of ['408 Request Timeout', '413 Content Too Large', '431 Too Large', '200 OK']) {
    say = (socket) => {
      used.push(socket);
      socket.write(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);
    };
    assert.equal((await get()).status, Number(status.slice(0, 3)));
  }
  assert.equal(new Set(used).size, 4);
});

test('an unsolicited answer on a kept connection reaches no caller', async () => {
  let first: Socket | undefined;
  say = (socket, path) => {
    first ??= socket;
    socket.write(ok(path));
  };
  assert.equal((await get('/files/a')).body, '/files/a');
  assert.ok(first);
  const closed = once(first, 'close');
  first.write(ok('poison'));
  await closed;
  assert.equal((await get('/files/b')).body, '/files/b');
});

test('chunks that are none do not look complete', async () => {
  say = (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nxyz\r\n');
  assert.equal(await broken(), 200);
});

test('a connection that ends in the middle of chunks does not look complete', async () => {
  say = (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n');
  assert.equal(await broken(), 200);
});

test('garbage, a head that is cut and one that is too large are 502', async () => {
  for (const bytes of [
    'hello\r\n\r\n',
    '\x16\x03\x01\x02\x00',
    'HTTP/1.1 200 OK\r\nContent-Le',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok',
    'HTTP/1.1 200 OK\r\nX : y\r\n\r\n',
    `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(70_000)}\r\n\r\n`,
    'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 200 O\x01K\r\nContent-Length: 0\r\n\r\n',
  ]) {
    say = (socket) => socket.end(bytes, 'latin1');
    const { status, body } = await get();
    assert.deepEqual([status, JSON.parse(body).code], [502, 'unavailable'], bytes.slice(0, 60));
  }
});

test('one who never gets beyond interim answers is given up', async () => {
  say = (socket) => {
    for (let count = 0; count < 1_000; count++) socket.write('HTTP/1.1 102 Processing\r\n\r\n');
  };
  assert.equal((await get()).status, 502);
  // Slowly, they are no answer either.
  say = (socket) => void socket.write('HTTP/1.1 102 Processing\r\n\r\n');
  assert.equal((await get('/cases', impatient)).status, 504);
});

test('one who dribbles is heard out, one who stops is not', async () => {
  say = (socket) => {
    const bytes = ok('slowly').split('');
    const next = () => {
      const byte = bytes.shift();
      if (byte !== undefined) socket.write(byte, () => setImmediate(next));
    };
    next();
  };
  assert.equal((await get()).body, 'slowly');
  say = (socket) => void socket.write(ok('half', 100));
  assert.equal(await broken(impatient), 200);
  say = (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-');
  assert.equal((await get('/cases', impatient)).status, 504);
});

test('a status that says to switch, or that the caller should go on, comes back as neither', async () => {
  say = (socket) =>
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
  assert.equal((await get()).status, 502);
  say = (socket) => socket.end(`HTTP/1.1 100 Continue\r\n\r\n${ok('after all')}`);
  assert.equal((await get()).body, 'after all');
});

test('each of these calls is on record as allowed', async () => {
  const rows = await world.audit();
  assert.ok(rows.length > 20);
  for (const { outcome, userId } of rows) assert.deepEqual([outcome, userId], ['allowed', 'usr_ann']);
});
