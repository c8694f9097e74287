import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, before, test } from 'node:test';
import { LIVE } from '../guard/world.ts';
import { echo, openProxied, type Proxied } from './proxied.ts';
import { exchangeBytes, fetchRaw, textOf } from './sockets.ts';

const MEGABYTE = 1024 * 1024;

let proxied: Proxied;
before(async () => {
  proxied = await openProxied({ timeouts: { idle: 0.3, stream: 1 } });
});
after(() => proxied.close());

function call(path: string, method = 'GET', headers: Record<string, string> = {}): ClientRequest {
  return request({
    host: '127.0.0.1',
    port: proxied.front.port,
    path,
    method,
    headers: { ...proxied.bearer, ...headers },
  });
}

async function answerTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return answer;
}

function raw(lines: string[], body = ''): Promise<string> {
  const head = [
    ...lines,
    `Host: ${LIVE}`,
    `Authorization: ${proxied.bearer.authorization}`,
    'Connection: close',
  ];
  return exchangeBytes(proxied.front.port, `${head.join('\r\n')}\r\n\r\n${body}`);
}

test('both directions stream at once: each part is answered before the next is sent', async () => {
  proxied.behind((incoming, response) => {
    response.flushHeaders();
    incoming.pipe(response);
  });
  const outgoing = call('/files/a', 'PUT');
  outgoing.flushHeaders();
  const answer = await answerTo(outgoing);
  for (const part of ['one', 'two', 'three']) {
    outgoing.write(part);
    const [heard] = (await once(answer, 'data')) as [Buffer];
    assert.equal(heard.toString(), part);
  }
  outgoing.end();
  await once(answer, 'end');
});

test('an upload of 400 MB goes through without being held', async () => {
  let peak = 0;
  proxied.behind(async (incoming, response) => {
    let size = 0;
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      peak = Math.max(peak, process.memoryUsage.rss());
    }
    response.end(String(size));
  });
  const chunk = Buffer.alloc(MEGABYTE, 'x');
  const outgoing = call('/files/a', 'PUT');
  const answer = answerTo(outgoing);
  const begun = process.memoryUsage.rss();
  await pipeline(
    Readable.from(
      (function* () {
        for (let sent = 0; sent < 400; sent++) yield chunk;
      })(),
    ),
    outgoing,
  );
  assert.equal(await textOf(await answer), String(400 * MEGABYTE));
  // Client, gateway and API share this process, and what they let go of is not collected at once.
  assert.ok(peak - begun < 200 * MEGABYTE, `${Math.round((peak - begun) / MEGABYTE)} MB more`);
});

test('bytes that a slow reader does not take are not fetched from the upstream', async () => {
  let written = 0;
  let full = () => {};
  const stopped = new Promise<void>((resolve) => {
    full = resolve;
  });
  proxied.behind((_incoming, response) => {
    const chunk = Buffer.alloc(MEGABYTE, 'x');
    const write = () => {
      while (written < 200) {
        written++;
        if (!response.write(chunk)) {
          // All sockets between here and the caller are full when no drain event comes.
          const waiting = setTimeout(full, 200);
          response.once('drain', () => {
            clearTimeout(waiting);
            write();
          });
          return;
        }
      }
      full();
    };
    write();
  });
  const outgoing = call('/files/a').end();
  const answer = await answerTo(outgoing);
  await stopped;
  assert.ok(written < 60, `${written} MB were fetched`);
  answer.destroy();
});

test('an event stream comes at once, and may be quiet where another answer may not', async () => {
  let send = (_event: string) => {};
  proxied.behind((incoming, response) => {
    if (incoming.url === '/files/plain') return void response.write('half');
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    });
    response.flushHeaders();
    send = (event) => response.write(`data: ${event}\n\n`);
  });
  const events = call('/cases').end();
  const stream = await answerTo(events);
  const plain = await answerTo(call('/files/plain').end());
  await assert.rejects(textOf(plain), { code: 'ECONNRESET' });
  send('still here');
  const [event] = (await once(stream, 'data')) as [Buffer];
  assert.equal(event.toString(), 'data: still here\n\n');
  // It ends in time, so that the guard is asked again.
  await assert.rejects(textOf(stream), { code: 'ECONNRESET' });
});

test('the head of an answer does not wait for its body', async () => {
  let finish = () => {};
  proxied.behind((_incoming, response) => {
    response.flushHeaders();
    finish = () => response.end('late');
  });
  const answer = await answerTo(call('/cases').end());
  finish();
  assert.equal(await textOf(answer), 'late');
});

test('a body that is refused is never asked for', async () => {
  proxied.behind(echo);
  const reply = await exchangeBytes(
    proxied.front.port,
    `PUT /files/a HTTP/1.1\r\nHost: ${LIVE}\r\nExpect: 100-continue\r\nContent-Length: 999999999\r\n\r\n`,
  );
  assert.match(reply, /^HTTP\/1\.1 401 /);
  assert.match(reply, /\r\nConnection: close\r\n/i);
  assert.equal(proxied.reached.length, 0);
});

test('the API behind says whether it wants the body that waits for a word', async () => {
  const lines = ['PUT /files/a HTTP/1.1', 'Expect: 100-Continue', 'Content-Length: 4'];
  proxied.behind(async (incoming, response) => response.end(await textOf(incoming)));
  const wanted = await raw(lines, 'body');
  assert.match(wanted, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 [\s\S]*\r\n\r\nbody$/);

  const server = proxied.upstream.server;
  const refuse = (
    _incoming: IncomingMessage,
    response: { writeHead(status: number): { end(text: string): void } },
  ) => response.writeHead(413).end('no');
  server.on('checkContinue', refuse);
  const outgoing = call('/files/a', 'PUT', { expect: '100-continue', 'content-length': '4' });
  outgoing.flushHeaders();
  let told = false;
  outgoing.on('continue', () => {
    told = true;
  });
  const answer = await answerTo(outgoing);
  server.off('checkContinue', refuse);
  assert.deepEqual([answer.statusCode, answer.headers.connection, told], [413, 'close', false]);
  assert.equal(await textOf(answer), 'no');
  outgoing.destroy();
});

test('trailers travel both ways, except those that claim something', async () => {
  let seen: string[] = [];
  proxied.behind((incoming, response) => {
    incoming.resume().on('end', () => {
      seen = incoming.rawTrailers;
      response.writeHead(200, { trailer: 'checksum' });
      response.write('body');
      response.addTrailers({ Checksum: 'abc', 'Latchkey-Identity': 'leaked' });
      response.end();
    });
  });
  const reply = await raw(
    ['PUT /files/a HTTP/1.1', 'Transfer-Encoding: chunked'],
    '4\r\nbody\r\n0\r\nDigest: xyz\r\nLatchkey-Identity: forged\r\nX-Forwarded-For: 6.6.6.6\r\nCases-Account: conn_x\r\nHost: a\r\n\r\n',
  );
  assert.deepEqual(seen, ['digest', 'xyz']);
  assert.match(reply, /\r\n0\r\nchecksum: abc\r\n\r\n$/);
});

test('hints go on to the caller', async () => {
  proxied.behind((_incoming, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
    response.end('done');
  });
  const outgoing = call('/cases').end();
  const answer = answerTo(outgoing);
  const [hints] = (await once(outgoing, 'information')) as [
    { statusCode: number; headers: { link: string } },
  ];
  assert.deepEqual([hints.statusCode, hints.headers.link], [103, '</style.css>; rel=preload; as=style']);
  assert.equal(await textOf(await answer), 'done');
});

test('304 and 205 come back without a body, and the connection goes on', async () => {
  for (const status of [304, 205]) {
    proxied.behind((_incoming, response) => {
      response.writeHead(status, status === 304 ? { etag: '"a"' } : { 'content-length': '0' }).end();
    });
    const { status: heard, body } = await fetchRaw(proxied.front.port, '/cases', { headers: proxied.bearer });
    assert.deepEqual([heard, body], [status, '']);
  }
});
