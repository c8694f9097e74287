import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { problem } from '../../src/http/answer.ts';
import { send, toInbound } from '../../src/http/exchange.ts';
import { wantBody } from '../../src/http/expectation.ts';
import { type Listener, openListener } from '../../src/http/listener.ts';
import { exchangeBytes } from '../gateway/sockets.ts';

const LIMIT = 1_000;
/** Without the limit that it is about, a test would wait for an answer that never comes. It takes a hundredth of this. */
const FAILS = { timeout: 30_000 };

/** A slow or endless sender costs one socket for a while, and no other caller anything. */
describe('a caller that is slow', () => {
  let listener: Listener;
  before(async () => {
    listener = await openListener('127.0.0.1', 0, { headers: 200, body: 100, look: 50 });
    listener.serve(async (request, response) => {
      if (request.url === '/piped') {
        wantBody(request);
        return void request.pipe(response);
      }
      const body = await toInbound(request).body(LIMIT);
      if (body.ok) send(response, { status: 200, headers: {}, body: body.value });
      else
        send(
          response,
          problem({ status: 413, code: 'invalid_request', title: 'Content Too Large', detail: 'Send less.' }),
        );
    });
  });
  after(() => listener.close());

  const post = (path: string, ...lines: string[]) =>
    `${[`POST ${path} HTTP/1.1`, 'Host: a.example', ...lines].join('\r\n')}\r\n\r\n`;

  function dial(): { socket: Socket; heard(): string; closed: Promise<unknown> } {
    const socket = connect({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true });
    let text = '';
    socket.setEncoding('latin1').on('data', (part) => {
      text += part;
    });
    socket.on('error', () => {});
    return { socket, heard: () => text, closed: once(socket, 'close') };
  }

  it('with its headers is told so and let go', FAILS, async () => {
    const { socket, heard } = dial();
    const ended = once(socket, 'end');
    socket.write('GET / HTTP/1.1\r\nHost: a.example\r\nX-Slow: ');
    const dribble = setInterval(() => socket.write('y'), 20);
    await ended;
    clearInterval(dribble);
    socket.destroy();
    assert.match(heard(), /^HTTP\/1\.1 408 [\s\S]*Connection: close[\s\S]*"invalid_request"/i);
  });

  it('with its body gets 408 and is disconnected, whichever endpoint reads it', FAILS, async () => {
    for (const begun of [
      `${post('/', 'Content-Length: 90')}half`,
      `${post('/', 'Transfer-Encoding: chunked')}4\r\nhalf\r\n`,
      `${post('/piped', 'Content-Length: 90')}`,
    ]) {
      const { socket, heard } = dial();
      const ended = once(socket, 'end');
      socket.write(begun);
      await ended;
      socket.destroy();
      assert.match(heard(), /^HTTP\/1\.1 408 [\s\S]*Connection: close[\s\S]*"invalid_request"/i, begun);
    }
  });

  it('but goes on is heard out', async () => {
    const { socket, heard } = dial();
    const ended = once(socket, 'end');
    socket.write(post('/', 'Content-Length: 20', 'Connection: close'));
    for (let part = 0; part < 20; part++) {
      await new Promise((resolve) => setTimeout(resolve, 15));
      socket.write('x');
    }
    await ended;
    socket.destroy();
    assert.match(heard(), /^HTTP\/1\.1 200 [\s\S]*x{20}$/);
  });

  it('is not let go for what arrived while the server was busy', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const busy = await openListener('127.0.0.1', 0);
    t.after(() => busy.close());
    const arrived = Promise.withResolvers<void>();
    busy.serve((request, response) => {
      request.pipe(response);
      arrived.resolve();
    });
    const socket = connect(busy.port, '127.0.0.1');
    socket.write(post('/', 'Content-Length: 2'));
    await arrived.promise;
    t.mock.timers.tick(30_000);
    await new Promise(setImmediate);
    const answered = once(socket, 'data');
    socket.write('xx');
    t.mock.timers.tick(30_000);
    assert.match(String((await answered)[0]), /^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  it('is not closed on for what it went on to send while the server was busy', FAILS, async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const busy = await openListener('127.0.0.1', 0);
    t.after(() => busy.close());
    const seen = Promise.withResolvers<Socket>();
    busy.serve((request, response) => {
      seen.resolve(request.socket);
      send(response, problem({ status: 413, code: 'invalid_request', detail: 'Send less.' }));
    });
    const socket = connect({ port: busy.port, host: '127.0.0.1', allowHalfOpen: true });
    const ended = once(socket.resume(), 'end');
    socket.write(`${post('/', 'Content-Length: 10')}x`);
    const [, served] = await Promise.all([ended, seen.promise]);
    for (const [sent, isOpen] of [
      ['y', true],
      ['', false],
    ] as const) {
      await new Promise(setImmediate);
      socket.write(sent);
      t.mock.timers.tick(2_000);
      for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
      assert.equal(!served.destroyed, isOpen);
    }
    socket.destroy();
  });

  it('and waits for a word gets it, where the body is wanted', async () => {
    const reply = await exchangeBytes(
      listener.port,
      `${post('/', 'Content-Length: 4', 'Expect: 100-continue', 'Connection: close')}body`,
    );
    assert.match(reply, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 [\s\S]*body$/);
    const refused = await exchangeBytes(
      listener.port,
      post('/', `Content-Length: ${LIMIT + 1}`, 'Expect: 100-continue'),
    );
    assert.match(refused, /^HTTP\/1\.1 413 /);
  });

  it('a refusal reaches a caller that is still sending, as the last answer on the connection', async () => {
    for (const framing of [`Content-Length: ${64 * 1024 * 1024}`, 'Transfer-Encoding: chunked']) {
      const { socket, heard, closed } = dial();
      const part = Buffer.alloc(1024 * 1024, 'x');
      const sized = framing.startsWith('T')
        ? Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')])
        : part;
      const ended = once(socket, 'end').then(() => 'end');
      socket.write(post('/', framing));
      // Far more than the sockets between hold, so that much is under way when the answer is written.
      for (let sent = 0; sent < 32; sent++) {
        if (!socket.write(sized)) await once(socket, 'drain');
      }
      assert.equal(await Promise.race([ended, closed.then(() => 'reset')]), 'end');
      assert.match(heard(), /^HTTP\/1\.1 413 [\s\S]*\r\nConnection: close\r\n[\s\S]*"Send less\."/i);
      socket.end();
      await closed;
    }
  });

  it('a caller who never closes is closed on in the end', FAILS, async () => {
    const other = await openListener('127.0.0.1', 0);
    const seen = Promise.withResolvers<Socket>();
    other.serve((request, response) => {
      seen.resolve(request.socket);
      send(
        response,
        problem({ status: 413, code: 'invalid_request', title: 'Content Too Large', detail: 'Send less.' }),
      );
    });
    const socket = connect({ port: other.port, host: '127.0.0.1', allowHalfOpen: true });
    const ended = once(socket.resume(), 'end');
    socket.write(`${post('/', 'Content-Length: 10')}x`);
    // Two quiet seconds, and our side gives up although the other one never does.
    await Promise.all([ended, once(await seen.promise, 'close')]);
    socket.destroy();
    await other.close();
  });
});
