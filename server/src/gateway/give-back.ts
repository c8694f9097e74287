import type { ServerResponse } from 'node:http';
import { returnedHeaders } from './forwarded-headers.ts';
import type { Relocate } from './location.ts';
import type { UpstreamAnswer } from './upstream.ts';

/**
 * Carries the answer of the API behind to the caller as it comes. Throws when its head is not valid HTTP. An answer
 * that breaks off breaks off here as well, so that it does not look complete.
 */
export function giveBack(answer: UpstreamAnswer, response: ServerResponse, relocate: Relocate): void {
  const { body } = answer;
  const ours = new Set(response.getHeaderNames());
  try {
    for (const [name, value] of Object.entries(returnedHeaders(answer.rawHeaders))) {
      if (name === 'vary' || name === 'link') response.appendHeader(name, value);
      else if (!ours.has(name))
        response.setHeader(name, typeof value === 'string' ? relocate(name, value) : value);
    }
    response.writeHead(answer.status, answer.message);
  } catch (error) {
    // What is answered instead is not to be described by this.
    for (const name of response.getHeaderNames()) if (!ours.has(name)) response.removeHeader(name);
    response.statusMessage = '';
    throw error;
  }
  // Head and body travel together where the body is there already; where it is not, the head does not wait.
  if (!response.hasHeader('content-length'))
    setImmediate(() => response.destroyed || response.flushHeaders());
  body.pipe(response, { end: false });
  body.once('end', () => {
    const trailers = returnedHeaders(answer.rawTrailers());
    if (response.chunkedEncoding) response.addTrailers(Object.entries(trailers).flatMap(pairs));
    response.end();
  });
  body.once('error', () => response.destroy());
  body.once('close', () => {
    if (!body.readableEnded) response.destroy();
  });
}

export function isEventStream({ rawHeaders }: UpstreamAnswer): boolean {
  return rawHeaders.some(
    (value, index) =>
      index % 2 === 1 &&
      rawHeaders[index - 1]?.toLowerCase() === 'content-type' &&
      /^text\/event-stream\s*(;|$)/i.test(value),
  );
}

function pairs([name, value]: [string, string | string[]]): [string, string][] {
  return [value].flat().map((each) => [name, each]);
}
