import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { SECOND } from '../lib/clock.ts';

/** Without a byte for this long, whoever still sends has stopped. */
const QUIET = 2 * SECOND;
const LONGEST = 30 * SECOND;

/**
 * Ends a connection whose sender is in the middle of a body that nobody wants. Closed at once, the kernel would
 * answer what is still on its way with a reset, and that can overtake the answer (RFC 9112 section 9.6). So our
 * side is closed, and what comes is thrown away until the other side closes too, or for 30 s at most. Everything of
 * the answer has to be written, but not ended, before.
 */
export function lingeringClose(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = response;
  if (!socket) return void response.end();
  const close = () => socket.destroy();
  request.resume();
  // Once our side is closed, nothing may come after the body.
  socket.end(() => (request.complete ? close() : request.once('end', close)));
  closeInTime(socket);
}

/** Closes a socket whose own side has ended: when nothing comes for 2 s, and after 30 s whatever comes. */
export function closeInTime(socket: Duplex): void {
  const close = () => socket.destroy();
  const quiet = setTimeout(close, QUIET).unref();
  const longest = setTimeout(close, LONGEST).unref();
  const moved = () => quiet.refresh();
  socket.on('data', moved);
  socket.once('close', () => {
    clearTimeout(quiet);
    clearTimeout(longest);
    socket.off('data', moved);
  });
}
