import type { ServerResponse } from 'node:http';
import { carry } from './carry.ts';
import { returnedHeaders } from './forwarded-headers.ts';
import type { Relocate } from './location.ts';
import type { UpstreamAnswer } from './upstream.ts';

/**
 * Streams the upstream's answer to the caller. Throws if its head is not valid HTTP. If the answer breaks
 * off, so does the caller's, so that it does not look complete.
 */
export function giveBack(answer: UpstreamAnswer, response: ServerResponse, relocate: Relocate): void {
  const { body } = answer;
  const ours = new Set(response.getHeaderNames());
  try {
    const theirs = returnedHeaders(answer.rawHeaders);
    for (const name in theirs) {
      const value = theirs[name] as string | string[];
      if (name === 'vary' || name === 'link') response.appendHeader(name, value);
      else if (!ours.has(name))
        response.setHeader(name, typeof value === 'string' ? relocate(name, value) : value);
    }
    response.writeHead(answer.status, answer.message);
  } catch (error) {
    // These headers must not describe the answer that is sent instead.
    for (const name of response.getHeaderNames()) if (!ours.has(name)) response.removeHeader(name);
    response.statusMessage = '';
    throw error;
  }
  // Sends the head together with the body if that is already there, and at once if it is not.
  if (!response.hasHeader('content-length'))
    setImmediate(() => response.destroyed || response.flushHeaders());
  carry(body, response);
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
