import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, problem } from './answer.ts';
import { send } from './exchange.ts';
import { awaitsContinue } from './expectation.ts';

/** The bodies that are being received. */
export interface BodyWatch {
  begin(request: IncomingMessage, response: ServerResponse): void;
  /** The answer is over. */
  end(request: IncomingMessage): void;
}

/**
 * Answers 408 if a body stalls: after `quiet` milliseconds without a byte, or twice that at most. A body that
 * keeps moving may take as long as it needs, and waiting for us to read does not count. One timer looks at all
 * of them, because nearly every body is there a moment later.
 */
export function watchBodies(quiet: number): BodyWatch {
  /** With the bytes that its connection had received at the last look; `null` before the first. */
  const bodies = new Map<IncomingMessage, { response: ServerResponse; seen: number | null }>();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    if (bodies.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    for (const [request, body] of bodies) {
      const { bytesRead } = request.socket;
      const ours = request.readableLength > 0 || awaitsContinue(request);
      if (request.complete) bodies.delete(request);
      else if (bytesRead !== body.seen || ours) body.seen = bytesRead;
      else {
        bodies.delete(request);
        if (body.response.headersSent) body.response.destroy();
        else send(body.response, stalled());
      }
    }
  };
  return {
    begin(request, response) {
      bodies.set(request, { response, seen: null });
      // After a pause of the process, what arrived meanwhile is read first.
      timer ??= setInterval(() => setImmediate(look), quiet).unref();
    },
    end: (request) => void bodies.delete(request),
  };
}

export function stalled(): Answer {
  return problem({ status: 408, code: 'invalid_request', detail: 'The body of the request did not go on.' });
}
