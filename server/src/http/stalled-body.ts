import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, problem } from './answer.ts';
import { send } from './exchange.ts';
import { awaitsContinue } from './expectation.ts';

/**
 * Answers 408 if a body stalls: after `quiet` milliseconds without a byte, or twice that at most. A body that
 * keeps moving may take as long as it needs, and waiting for us to read does not count.
 */
export function watchBody(request: IncomingMessage, response: ServerResponse, quiet: number): void {
  const { socket } = request;
  let seen = socket.bytesRead;
  const timer = setInterval(() => {
    const { bytesRead } = socket;
    const ours = request.readableLength > 0 || awaitsContinue(request);
    if (bytesRead !== seen || ours) {
      seen = bytesRead;
    } else {
      clearInterval(timer);
      if (response.headersSent) response.destroy();
      else send(response, stalled());
    }
  }, quiet).unref();
  const done = () => clearInterval(timer);
  request.once('end', done);
  response.once('close', done);
}

export function stalled(): Answer {
  return problem({ status: 408, code: 'invalid_request', detail: 'The body of the request did not go on.' });
}
