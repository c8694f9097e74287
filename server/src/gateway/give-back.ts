import type { ServerResponse } from 'node:http';
import { carry } from './carry.ts';
import { returnedHeaders } from './forwarded-headers.ts';
import type { Relocate } from './location.ts';
import type { UpstreamAnswer } from './upstream.ts';

/** A body of so many bytes is written together with the head. */
const SMALL = 16_384;

/**
 * Streams the upstream's answer to the caller, and tells `moved` of each part. Throws if its head is not valid HTTP. If
 * the answer breaks off, so does the caller's, so that it does not look complete.
 */
export function giveBack(
  answer: UpstreamAnswer,
  response: ServerResponse,
  relocate: Relocate,
  moved: () => void = () => {},
): void {
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
  // Until then the parser has taken all that came with the head, which is the whole of most answers.
  process.nextTick(() => {
    if (isSmall(answer)) endWith(answer.body.read(), response);
    else stream(answer, response, moved);
  });
}

function isSmall({ body, isComplete, rawTrailers }: UpstreamAnswer): boolean {
  return isComplete() && body.readableLength <= SMALL && rawTrailers().length === 0;
}

/** As one-byte characters, which Node writes with the head in one piece. */
function endWith(body: Buffer | null, response: ServerResponse): void {
  if (body === null) response.end();
  else response.end(body.toString('latin1'), 'latin1');
}

function stream(answer: UpstreamAnswer, response: ServerResponse, moved: () => void): void {
  const { body } = answer;
  // Sends the head together with the body if that is already there, and at once if it is not.
  if (!response.hasHeader('content-length'))
    setImmediate(() => response.destroyed || response.flushHeaders());
  carry(body, response);
  body.on('data', moved);
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
