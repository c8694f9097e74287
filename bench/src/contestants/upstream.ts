import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { chunks, TEN_MEGABYTES } from '../load/transfer.ts';
import { UPSTREAM_PATHS } from '../scenarios.ts';
import { portOf, takePart } from './talk.ts';

/* The upstream behind every gateway. It does as little as possible, on the core of the load generator. */

const BODY = '{"ok":true}';
const SMALL = { 'content-type': 'application/json', 'content-length': BODY.length };
const large = Buffer.alloc(TEN_MEGABYTES, 'latchkey');

const server = createServer((request, response) => {
  switch (request.url) {
    case UPSTREAM_PATHS.up:
      request.on('end', () => response.writeHead(200, SMALL).end(BODY)).resume();
      return;
    case UPSTREAM_PATHS.down:
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': large.length });
      return void response.end(large);
    case UPSTREAM_PATHS.streamed:
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      // Only then: nginx stops where an answer begins while it still sends a long request.
      request.on('end', () => Readable.from(chunks()).pipe(response)).resume();
      return;
    default:
      response.writeHead(200, SMALL).end(BODY);
  }
});
// A gateway may keep its connections for as long as a run has pauses.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => takePart({ port: portOf(server.address()), recipes: {} }));
