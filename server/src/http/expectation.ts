import type { IncomingMessage, ServerResponse } from 'node:http';

/** Requests whose client waits for `100 Continue` before it sends the body (RFC 9110 section 10.1.1). */
const waiting = new WeakMap<IncomingMessage, ServerResponse>();

/** Registers a request with `Expect: 100-continue`. Call it before the request is handled. */
export function expectsContinue(request: IncomingMessage, response: ServerResponse): void {
  waiting.set(request, response);
}

export function awaitsContinue(request: IncomingMessage): boolean {
  return waiting.has(request);
}

/**
 * Sends `100 Continue` if the client waits for it. Call it only when the body will be read, so that a refused
 * upload is never sent.
 */
export function wantBody(request: IncomingMessage): void {
  const response = waiting.get(request);
  if (!response) return;
  waiting.delete(request);
  if (!response.headersSent && !response.destroyed) response.writeContinue();
}
