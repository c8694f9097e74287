import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, problem } from './answer.ts';
import { send } from './exchange.ts';
import { awaitsContinue } from './expectation.ts';

/**
 * Answers 408 for a body that began and does not go on: without a byte for `patience` milliseconds, or twice that
 * at most. A body may take as long as it needs while it moves, and while it is us who do not read.
 */
export function watchBody(request: IncomingMessage, response: ServerResponse, patience: number): void {
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
  }, patience).unref();
  const done = () => clearInterval(timer);
  request.once('end', done);
  response.once('close', done);
}

export function stalled(): Answer {
  return problem({ status: 408, code: 'invalid_request', detail: 'The body of the request did not go on.' });
}
