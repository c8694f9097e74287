import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { SECOND } from '../lib/clock.ts';

/** A sender that is silent for this long counts as finished. */
const QUIET = 2 * SECOND;
const LONGEST = 30 * SECOND;

/**
 * Ends a connection whose client is still sending a body that will not be read. Closing at once would make
 * the kernel answer the remaining bytes with a reset, which can overtake the answer (RFC 9112 section 9.6).
 * So our side is closed, and incoming bytes are discarded until the client closes too, for 30 s at most. Call
 * it when the answer is fully written but not ended.
 */
export function lingeringClose(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = response;
  if (!socket) return void response.end();
  const close = () => socket.destroy();
  request.resume();
  // After our side is closed, nothing more is expected once the body is complete.
  socket.end(() => (request.complete ? close() : request.once('end', close)));
  closeInTime(socket);
}

/** Closes a socket whose own side has ended: when 2 s had no data, or after 30 s in any case. */
export function closeInTime(socket: Duplex): void {
  const close = () => socket.destroy();
  let parts = 0;
  let seen = 0;
  const look = () => {
    if (parts === seen) close();
    seen = parts;
  };
  // After a pause of the process, what arrived meanwhile is read first: with it unread, a close is a reset.
  const quiet = setInterval(() => setImmediate(look), QUIET).unref();
  const longest = setTimeout(close, LONGEST).unref();
  const moved = () => parts++;
  socket.on('data', moved);
  socket.once('close', () => {
    clearInterval(quiet);
    clearTimeout(longest);
    socket.off('data', moved);
  });
}
