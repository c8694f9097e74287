import type { IncomingMessage, ServerResponse } from 'node:http';

/** Requests whose sender waits for a word before it sends the body (RFC 9110 section 10.1.1). */
const waiting = new WeakMap<IncomingMessage, ServerResponse>();

/** To be called for a request with `Expect: 100-continue`, before anybody looks at it. */
export function expectsContinue(request: IncomingMessage, response: ServerResponse): void {
  waiting.set(request, response);
}

export function awaitsContinue(request: IncomingMessage): boolean {
  return waiting.has(request);
}

/**
 * Says that the body is wanted, to a sender that waits for that. Not said before somebody is there to read it, so
 * that an upload which is refused is never sent.
 */
export function wantBody(request: IncomingMessage): void {
  const response = waiting.get(request);
  if (!response) return;
  waiting.delete(request);
  if (!response.headersSent && !response.destroyed) response.writeContinue();
}
