import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { it } from 'node:test';
import { openListener } from '../../src/http/listener.ts';

const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

it('stopping lets a call under way finish, ends its connection with it, and takes no new ones', async () => {
  const listener = await openListener('127.0.0.1', 0);
  const begun = Promise.withResolvers<ServerResponse>();
  listener.serve((_request, response) => begun.resolve(response));
  const socket = connect(listener.port, '127.0.0.1');
  socket.setEncoding('latin1');
  let heard = '';
  socket.on('data', (part) => {
    heard += part;
  });
  const ended = once(socket, 'close');
  socket.write(ask('/slow'));
  const slow = await begun.promise;

  const closed = listener.close();
  const late = connect(listener.port, '127.0.0.1');
  const [refusal] = (await once(late, 'error')) as [NodeJS.ErrnoException];
  assert.equal(refusal.code, 'ECONNREFUSED');

  slow.end('done');
  // Kept alive, the connection would hold up the end for as long as its client likes.
  await ended;
  await closed;
  assert.match(heard, /^HTTP\/1\.1 200 [\s\S]*\r\nConnection: close\r\n[\s\S]*done/);
});

it('a request on a kept connection during shutdown gets the last answer on it', async () => {
  const listener = await openListener('127.0.0.1', 0);
  const begun = Promise.withResolvers<ServerResponse>();
  const paths: string[] = [];
  listener.serve((request, response) => {
    paths.push(request.url ?? '');
    if (request.url === '/slow') begun.resolve(response);
    else response.writeHead(503).end('stopping');
  });
  const socket = connect(listener.port, '127.0.0.1');
  socket.setEncoding('latin1');
  let heard = '';
  socket.on('data', (part) => {
    heard += part;
  });
  const ended = once(socket, 'close');
  // The head of the second is under way when the stop begins.
  socket.write(`${ask('/slow')}GET /readyz HTTP/1.1\r\n`);
  const slow = await begun.promise;
  slow.writeHead(200, { 'content-length': '4' }).end('done');
  const closed = listener.close();
  socket.write('Host: a\r\n\r\n');
  await ended;
  await closed;
  assert.deepEqual(paths, ['/slow', '/readyz']);
  assert.match(heard, /done[\s\S]*HTTP\/1\.1 503[\s\S]*\r\nConnection: close/);
});
