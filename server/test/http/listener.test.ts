import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type Listener, openListener } from '../../src/http/listener.ts';

describe('bytes that are no HTTP', () => {
  let listener: Listener;
  let streaming: (response: ServerResponse) => void = () => {};
  before(async () => {
    listener = await openListener('127.0.0.1', 0);
    listener.serve((request, response) => {
      if (request.url === '/stream') {
        response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '6' });
        response.write('one');
        streaming(response);
      } else response.end('fine');
    });
  });
  after(() => listener.close());

  /** Writes `first` and, when something of the answer has come, `then`; resolves to all that came back. */
  async function talk(first: string, then?: string): Promise<string> {
    const socket = connect(listener.port, '127.0.0.1');
    socket.setEncoding('latin1');
    let heard = '';
    socket.on('data', (chunk) => {
      if (heard === '' && then !== undefined) socket.write(then);
      heard += chunk;
    });
    socket.on('error', () => {});
    socket.write(first);
    await once(socket, 'close');
    return heard;
  }

  const GET = 'GET /stream HTTP/1.1\r\nHost: a.example\r\n\r\n';

  it('are refused with a status that says why, on a connection that ends there', async () => {
    for (const [bytes, status] of [
      ['hello\r\n\r\n', 400],
      ['GET / HTTP/1.1\r\nHost: a.example\r\nX : y\r\n\r\n', 400],
      ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
      [`GET / HTTP/1.1\r\nHost: a.example\r\nX: ${'y'.repeat(17_000)}\r\n\r\n`, 431],
      ['CONNECT b.example:443 HTTP/1.1\r\nHost: b.example:443\r\n\r\n', 405],
    ] as const) {
      const answer = await talk(bytes);
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      assert.ok(head.startsWith(`HTTP/1.1 ${status} `), answer);
      assert.match(head, /\r\nConnection: close\r\n/);
      assert.equal(JSON.parse(body).status, status);
    }
  });

  it('never end up inside an answer that is under way', async () => {
    for (const garbage of ['\0\0\0\r\n\r\n', `${GET}\0\0\0\r\n\r\n`]) {
      const begun = Promise.withResolvers<ServerResponse>();
      streaming = begun.resolve;
      const heard = await talk(GET, garbage);
      const [head, body] = heard.split('\r\n\r\n');
      assert.match(head ?? '', /^HTTP\/1\.1 200 /);
      assert.equal(body, 'one', 'cut off, and nothing else put in its place');
      assert.equal((await begun.promise).destroyed, true);
    }
  });
});
