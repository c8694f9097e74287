import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, before, test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { createForward } from '../../src/gateway/forward.ts';
import { LIVE, openWorld, type World } from '../guard/world.ts';
import { settingsFor } from './proxied.ts';
import { exchangeBytes, type Listening, listenFront } from './sockets.ts';

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

let world: World;
let front: Pick<Listening, 'port' | 'close'>;
let token: string;
/** Handshakes and calls that reached the API. */
let reached: IncomingMessage[] = [];
/** The API's answer to a handshake; by default it agrees. */
let agree: ((incoming: IncomingMessage) => string) | null = null;
const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'v1' });
const upstream = createServer((incoming, response) => {
  reached.push(incoming);
  response.end('an ordinary answer');
});

before(async () => {
  upstream.on('upgrade', (incoming, socket, head) => {
    reached.push(incoming);
    if (agree) return void socket.end(agree(incoming));
    sockets.handleUpgrade(incoming, socket, head, (one) => {
      one.on('message', (data, binary) => one.send(data, { binary }));
    });
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  world = await openWorld({ limits: { client: { calls: 100_000, per: 60 } } });
  front = await open({});
  token = (await world.personalToken()).token;
});
after(async () => {
  await front.close();
  sockets.close();
  upstream.closeAllConnections();
  upstream.close();
  await world.close();
});

function open(timeouts: { quiet?: number; stream?: number }, webSockets = true) {
  const { port } = upstream.address() as AddressInfo;
  const settings = settingsFor(`http://127.0.0.1:${port}`, { webSockets, timeouts });
  return listenFront(world.api, createForward(world.api, settings, world.decide));
}

function dial(port = front.port, headers: Record<string, string> = {}): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${port}/cases?since=1`, ['v1'], {
    headers: { host: LIVE, authorization: `Bearer ${token}`, ...headers },
  });
}

function handshake(path: string, ...lines: string[]): string {
  const head = [
    `GET ${path} HTTP/1.1`,
    `Host: ${LIVE}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Key: ${KEY}`,
    'Sec-WebSocket-Version: 13',
    ...lines,
  ];
  return `${head.join('\r\n')}\r\n\r\n`;
}

test('a WebSocket is decided like any call, recorded, and goes both ways', async () => {
  reached = [];
  const one = dial(front.port, {
    origin: 'https://app.example',
    'latchkey-identity': 'forged',
    cookie: 'session=forged',
  });
  const [[answer]] = (await Promise.all([once(one, 'upgrade'), once(one, 'open')])) as [
    [IncomingMessage],
    [],
  ];
  assert.equal(one.protocol, 'v1');
  assert.match(String(answer.headers.ratelimit), /"client";r=/);
  for (const message of ['hello', Buffer.alloc(300_000, 7)]) {
    one.send(message);
    const [back] = (await once(one, 'message')) as [Buffer];
    assert.ok(back.equals(Buffer.from(message)));
  }
  const [arrived] = reached;
  assert.equal(arrived?.url, '/cases?since=1');
  assert.equal(arrived.headers.origin, 'https://app.example');
  assert.match(String(arrived.headers['latchkey-identity']), /^eyJ/);
  assert.deepEqual([arrived.headers.authorization, arrived.headers.cookie], [undefined, undefined]);
  const [row] = await world.audit();
  assert.deepEqual(
    [row?.outcome, row?.detail.operation, row?.detail.method],
    ['allowed', 'listCases', 'GET'],
  );
  one.close();
  await once(one, 'close');
});

test('without a right to it there is no WebSocket, and the API hears of nothing', async () => {
  reached = [];
  for (const [path, line, status, code] of [
    ['/cases', 'X: none', 401, 'missing_token'],
    ['/cases', 'Authorization: Bearer guess', 401, 'invalid_token'],
    [`/cases?access_token=${token}`, 'X: none', 400, 'invalid_request'],
    ['/nowhere', `Authorization: Bearer ${token}`, 404, 'not_found'],
    ['/cases', `Sec-WebSocket-Protocol: ${token}`, 401, 'missing_token'],
  ] as const) {
    const reply = await exchangeBytes(front.port, `${handshake(path, line)}\x81\x05hello`);
    assert.match(reply, new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.ok(reply.includes(`"${code}"`), reply);
    assert.match(reply, /\r\nConnection: close\r\n/i);
  }
  assert.equal(reached.length, 0);
});

test('an API that refuses is heard, and what the caller sent behind the handshake goes nowhere', async () => {
  reached = [];
  agree = () => 'HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno';
  const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
  const reply = await exchangeBytes(
    front.port,
    `${handshake('/cases', `Authorization: Bearer ${token}`)}${smuggled}`,
  );
  assert.match(reply, /^HTTP\/1\.1 426 [\s\S]*\r\n\r\nno$/);
  assert.equal(reached.length, 1);
  for (const odd of [
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nsecret',
    'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n',
    'hello',
  ]) {
    agree = () => odd;
    const other = await exchangeBytes(front.port, handshake('/cases', `Authorization: Bearer ${token}`));
    assert.match(other, /^HTTP\/1\.1 502 /);
  }
  agree = null;
});

test('any other upgrade is an ordinary call, and one that speaks of its connection only', async () => {
  for (const upgrade of ['h2c', 'TLS/1.0', 'websocket, h2c', 'websocket']) {
    reached = [];
    const head = `GET /cases HTTP/1.1\r\nHost: ${LIVE}\r\nAuthorization: Bearer ${token}\r\nUpgrade: ${upgrade}\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n`;
    const reply = await exchangeBytes(
      front.port,
      `${head}Connection: Upgrade, HTTP2-Settings, close\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: ${LIVE}\r\n\r\n`,
    );
    assert.match(reply, /^HTTP\/1\.1 200 [\s\S]*an ordinary answer/);
    assert.equal(reached.length, 1);
    assert.deepEqual(
      [reached[0]?.headers.upgrade, reached[0]?.headers['http2-settings']],
      [undefined, undefined],
    );
  }
});

test('where WebSockets are not configured a handshake is an ordinary call', async (t) => {
  const without = await open({}, false);
  t.after(() => without.close());
  reached = [];
  const reply = await exchangeBytes(without.port, handshake('/cases', `Authorization: Bearer ${token}`));
  assert.match(reply, /^HTTP\/1\.1 200 [\s\S]*an ordinary answer$/);
  assert.equal(reached[0]?.headers.upgrade, undefined);
});

test('one that is quiet for too long ends, and so does one that lasts too long', async (t) => {
  for (const timeouts of [{ quiet: 0.1 }, { stream: 0.1 }]) {
    const short = await open(timeouts);
    t.after(() => short.close());
    const one = dial(short.port);
    await once(one, 'open');
    const [code] = (await once(one, 'close')) as [number];
    assert.equal(code, 1006);
  }
});

test('when one side goes the other one hears of it', async () => {
  const one = dial();
  one.on('error', () => {});
  await once(one, 'open');
  const behind = reached.at(-1)?.socket;
  assert.ok(behind);
  const ended = once(behind, 'close');
  one.terminate();
  await ended;

  const two = dial();
  await once(two, 'open');
  const other = once(two, 'close');
  reached.at(-1)?.socket.destroy();
  await other;
});

test('stopping ends WebSockets, which would never end by themselves', async () => {
  const draining = await open({});
  const one = dial(draining.port);
  await once(one, 'open');
  const ended = once(one, 'close');
  await draining.close();
  await ended;
});

test('an API that is not there is 502, and a caller that leaves early is no failure', async (t) => {
  const gone = await listenFront(
    world.api,
    createForward(world.api, settingsFor('http://127.0.0.1:1', { webSockets: true }), world.decide),
  );
  t.after(() => gone.close());
  const line = `Authorization: Bearer ${token}`;
  assert.match(await exchangeBytes(gone.port, handshake('/cases', line)), /^HTTP\/1\.1 502 /);
  const early = connect(front.port, '127.0.0.1');
  early.end(handshake('/cases', line));
  early.resume();
  await once(early, 'close');
});
