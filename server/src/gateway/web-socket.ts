import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Timeouts } from '../config/index.ts';
import { send } from '../http/exchange.ts';
import type { Upgrade } from '../http/upgrade.ts';
import { SECOND } from '../lib/clock.ts';
import type { Outcome } from './circuit.ts';
import { pairsOf } from './forwarded-headers.ts';
import { answerHeaders, giveBack } from './give-back.ts';
import { answerOf, type Http1Connection, whenConnected } from './http1-upstream.ts';
import type { Relocate } from './location.ts';
import { NotPassable, notThere, tooLate } from './pass.ts';
import type { OutgoingCall } from './upstream.ts';
import { UpstreamTimer } from './upstream-timer.ts';

export interface Handshake {
  request: IncomingMessage;
  response: ServerResponse;
  upgrade: Upgrade;
  connection: Http1Connection;
  call: OutgoingCall;
  relocate: Relocate;
  timeouts: Timeouts;
  settled(outcome: Outcome): void;
  unanswered(reason: string): void;
}

/**
 * Asks the upstream for a WebSocket (RFC 6455) and connects the two sockets if it agrees; any answer other
 * than 101 is returned as usual. Bytes that the caller sent early are held back until then. Resolves when the
 * caller's connection has ended.
 */
export function openWebSocket(handshake: Handshake): Promise<void> {
  const { response, connection, call, relocate, timeouts, settled, unanswered } = handshake;
  const headers = [...call.headers, 'connection', 'Upgrade', 'upgrade', 'websocket'];
  let waiting = true;
  const outgoing = open();
  const timer = new UpstreamTimer(timeouts, (reason) => {
    fail(tooLate(), `too slow: ${reason}`);
    outgoing.destroy();
  });
  const settle = (outcome: Outcome) => {
    waiting = false;
    timer.stop();
    settled(outcome);
  };
  const fail = (answer: ReturnType<typeof notThere>, reason: string) => {
    if (!waiting) return;
    settle('failed');
    unanswered(reason);
    send(response, answer);
  };

  function open(): ClientRequest {
    try {
      return connection.open({ ...call, headers });
    } catch (error) {
      settled('gone');
      throw new NotPassable({ cause: error });
    }
  }
  whenConnected(outgoing, () => timer.sent());
  outgoing.on('error', (error: NodeJS.ErrnoException) => fail(notThere(), error.code ?? error.message));
  outgoing.on('response', (answer) => {
    if (!waiting) return;
    try {
      giveBack(answerOf(answer), response, relocate);
    } catch {
      outgoing.destroy();
      return fail(notThere(), 'its answer is not valid HTTP');
    }
    settle('answered');
  });
  outgoing.on('upgrade', (answer, socket, early) => {
    if (!waiting || answer.headers.upgrade?.toLowerCase() !== 'websocket') {
      socket.destroy();
      return fail(notThere(), 'it switched to another protocol');
    }
    settle('answered');
    tie(handshake, answer, socket, early);
  });
  outgoing.end();
  return new Promise((resolve) => {
    response.once('close', () => {
      if (waiting) settle('gone');
      outgoing.destroy();
      resolve();
    });
  });
}

function tie(
  { response, upgrade, timeouts }: Handshake,
  answer: IncomingMessage,
  behind: Socket,
  early: Buffer,
): void {
  const { socket, head } = upgrade;
  response.statusCode = 101;
  socket.write(switching(response, answer));
  if (early.length > 0) socket.write(early);
  if (head.length > 0) behind.write(head);
  socket.pipe(behind);
  behind.pipe(socket);
  const end = () => {
    clearTimeout(longest);
    socket.destroy();
    behind.destroy();
  };
  const longest = setTimeout(end, timeouts.stream * SECOND);
  behind.setTimeout(timeouts.quiet * SECOND, end);
  behind.on('error', end);
  for (const one of [socket, behind] satisfies Duplex[]) one.once('close', end);
}

/**
 * The head of the 101 is written directly to the socket, because `response` would end the connection after
 * it.
 */
function switching(response: ServerResponse, answer: IncomingMessage): string {
  const headers = [
    'Connection',
    'Upgrade',
    'Upgrade',
    'websocket',
    ...answerHeaders(answer.rawHeaders, response),
  ];
  const lines = pairsOf(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`;
}
