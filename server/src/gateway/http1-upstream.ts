import { Agent, type ClientRequest, type IncomingMessage, request as open } from 'node:http';
import { request as openTls, Agent as TlsAgent } from 'node:https';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { SECOND } from '../lib/clock.ts';
import { pairsOf } from './forwarded-headers.ts';
import { keepConnections } from './kept-connections.ts';
import {
  addressOf,
  type Exchange,
  type Hearing,
  MOST_INTERIM_ANSWERS,
  type OutgoingCall,
  type Upstream,
} from './upstream.ts';

/**
 * The most milliseconds for which an idle connection is kept. Servers that close early do so after 5 seconds; a call that is sent at
 * that moment would be lost.
 */
const IDLE = 4 * SECOND;

/** Answers of a server that gave up reading: it closes the connection, and not each says so. */
const UNREAD = new Set([408, 413, 431]);

/** An upstream reached by HTTP/1.1. Connections are kept for later calls. */
export function http1Upstream(origin: string, idle = IDLE): Upstream {
  const connection = http1Connection(origin, plainAgent, idle);
  return {
    start(call, hearing) {
      const outgoing = connection.open(call);
      if (!call.hasBody) outgoing.end();
      // Sends the head with the beginning of the body, but does not wait for a slow body.
      else setImmediate(() => outgoing.destroyed || outgoing.flushHeaders());
      return hear(outgoing, hearing);
    },
    close: () => connection.close(),
  };
}

export interface Http1Connection {
  open(call: OutgoingCall): ClientRequest;
  close(): void;
}

export function http1Connection(
  origin: string,
  plain = () => new Agent({ keepAlive: true }),
  idle = IDLE,
): Http1Connection {
  const { secure, host, port } = addressOf(origin);
  const agent = secure ? new TlsAgent({ keepAlive: true }) : plain();
  keepConnections(agent, idle);
  const request = secure ? openTls : open;
  const authority = new URL(origin).host;
  return {
    // As a list Node writes the headers down as they are, instead of keeping them for changes.
    open: ({ method, path, headers }) =>
      request({ agent, host, port, method, path, headers: ['Host', authority, ...headers] }),
    close: () => agent.destroy(),
  };
}

/** Where all connections put the bytes of the upstream, one after the other: the parser of each copies them at once. */
const READ = Buffer.allocUnsafeSlow(262_144);

function plainAgent(): Agent {
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = (options) => {
    const socket: Socket = connect({
      ...(options as NetConnectOpts),
      onread: {
        buffer: READ,
        callback(length, buffer) {
          socket.emit('data', (buffer as Buffer).subarray(0, length));
          return true;
        },
      },
    });
    return socket;
  };
  return agent;
}

function hear(outgoing: ClientRequest, hearing: Hearing): Exchange {
  let interim = 0;
  let over = false;
  const fail = (reason: string, again: 'never' | 'safe' = 'never') => {
    if (over) return;
    over = true;
    hearing.failed({ reason, again });
  };
  whenConnected(outgoing, () => hearing.connected());
  outgoing.on('continue', () => hearing.wanted());
  outgoing.on('information', ({ statusCode, headers }) => {
    if (++interim > MOST_INTERIM_ANSWERS) {
      fail('it sent interim answers only');
      outgoing.destroy();
    } else if (statusCode === 103 && headers.link !== undefined) {
      hearing.hinted(headers.link);
    }
  });
  outgoing.on('response', (answer) => {
    if (over) return;
    over = true;
    if (UNREAD.has(answer.statusCode ?? 0)) outgoing.shouldKeepAlive = false;
    hearing.answered(answerOf(answer));
  });
  // The request asked for no protocol switch.
  outgoing.on('upgrade', (_answer, socket) => {
    socket.destroy();
    fail('it switched protocols');
  });
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    // The upstream closed a kept connection just as it was reused.
    const stale = outgoing.reusedSocket && error.code === 'ECONNRESET';
    fail(error.code ?? error.message, stale ? 'safe' : 'never');
  });
  return {
    body: outgoing,
    addTrailers: (trailers) => outgoing.addTrailers(pairsOf(trailers)),
    destroy: () => outgoing.destroy(),
  };
}

export function answerOf(answer: IncomingMessage): Parameters<Hearing['answered']>[0] {
  return {
    status: answer.statusCode ?? 502,
    message: answer.statusMessage,
    rawHeaders: answer.rawHeaders,
    body: answer,
    isComplete: () => answer.complete,
    rawTrailers: () => answer.rawTrailers,
  };
}

/** Calls `then` when the request's socket is connected, after the TLS handshake if there is one. */
export function whenConnected(outgoing: ClientRequest, then: () => void): void {
  outgoing.once('socket', (socket) => {
    if (!socket.connecting) then();
    else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', then);
  });
}
