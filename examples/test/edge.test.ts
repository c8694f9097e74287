import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { askThenPassTo, passTo } from '../demo/edge.ts';
import { sendRaw } from './demo/raw.ts';

interface Seen {
  target: string;
  body: string;
}

/** The stand-in for nginx must show the upstream the same request that was judged. */
describe('the edge of the demo', () => {
  const servers: Server[] = [];
  const seen: Seen[] = [];
  /** Connections that the API behind has been sent. */
  let connections = 0;
  /** Latchkey answers after this. */
  let decided: Promise<void> = Promise.resolve();
  /** Resolves when a caller at the edge that asks has left. */
  let left = Promise.withResolvers<void>();
  let passing: number;
  let asking: number;

  before(async () => {
    const upstream = await listen(async (request, response) => {
      seen.push({ target: `${request.method} ${request.url}`, body: await textOf(request) });
      response.end('from behind');
    });
    servers[0]?.on('connection', () => connections++);
    const latchkey = await listen(async (_request, response) => {
      await decided;
      response.end();
    });
    passing = await listen(passTo(`http://127.0.0.1:${upstream}`));
    const check = `http://127.0.0.1:${latchkey}/.latchkey/convert`;
    const ask = askThenPassTo(`http://127.0.0.1:${upstream}`, check, 'key');
    asking = await listen((request, response) => {
      response.on('close', () => left.resolve());
      ask(request, response);
    });
  });
  after(() => {
    for (const server of servers) server.close().closeAllConnections();
  });

  async function listen(handler: RequestListener): Promise<number> {
    const server = createServer(handler);
    servers.push(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return (server.address() as AddressInfo).port;
  }

  const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: a.example\r\n\r\n';
  const chunked = `${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`;

  for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'POST']) {
    it(`keeps the body of ${method} a body, however it is framed`, async () => {
      for (const port of [passing, asking]) {
        for (const [framing, body] of [
          ['Transfer-Encoding: chunked\r\nConnection: close', chunked],
          [`Content-Length: ${SMUGGLED.length}\r\nConnection: close`, SMUGGLED],
          [`Content-Length: ${SMUGGLED.length}\r\nConnection: close, content-length`, SMUGGLED],
          ['Transfer-Encoding: chunked\r\nConnection: close, transfer-encoding', chunked],
        ]) {
          seen.length = 0;
          const text = `${method} /judged HTTP/1.1\r\nHost: a.example\r\n${framing}\r\n\r\n${body}`;
          const answer = await sendRaw(port, Buffer.from(text));
          assert.equal(answer?.status, 200);
          assert.deepEqual(seen, [{ target: `${method} /judged`, body: SMUGGLED }], framing);
        }
      }
    });
  }

  it('begins no call for somebody who went away while Latchkey was asked', async () => {
    left = Promise.withResolvers<void>();
    decided = left.promise;
    connections = 0;
    const head = 'POST /gone HTTP/1.1\r\nHost: a.example\r\nContent-Length: 100\r\n\r\nabc';
    await sendRaw(asking, Buffer.from(head), 'gone');
    await left.promise;
    decided = Promise.resolve();
    const next = 'GET /next HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n';
    assert.equal((await sendRaw(asking, Buffer.from(next)))?.status, 200);
    assert.equal(connections, 1, 'that of the next one');
  });

  it('sends no body where there was none', async () => {
    seen.length = 0;
    const head = 'Host: a.example\r\nConnection: close\r\n\r\n';
    await sendRaw(asking, Buffer.from(`DELETE /judged HTTP/1.1\r\n${head}`));
    await sendRaw(passing, Buffer.from(`POST /judged HTTP/1.1\r\n${head}`));
    assert.deepEqual(seen, [
      { target: 'DELETE /judged', body: '' },
      { target: 'POST /judged', body: '' },
    ]);
  });
});

async function textOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
}
