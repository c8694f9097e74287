import type { ServerResponse } from 'node:http';
import { preparedFor } from '../http/exchange.ts';
import { rawValues } from '../http/raw-headers.ts';
import { carry } from './carry.ts';
import { pairsOf, returnedHeaders } from './forwarded-headers.ts';
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
  const headers = answerHeaders(answer.rawHeaders, response, relocate);
  try {
    response.writeHead(answer.status, answer.message, headers);
  } catch (error) {
    // It must not stand in the answer that is sent instead.
    response.statusMessage = '';
    throw error;
  }
  // Until then the parser has taken all that came with the head, which is the whole of most answers.
  process.nextTick(() => {
    if (isSmall(answer)) endWith(answer.body.read(), response);
    else stream(answer, response, rawValues(headers, 'content-length').length > 0, moved);
  });
}

/** Returns the headers of an answer to the caller: ours, and those of the upstream. Names and values alternate. */
export function answerHeaders(
  raw: string[],
  response: ServerResponse,
  relocate: Relocate = (_, value) => value,
): string[] {
  const ours = preparedFor(response);
  const headers: string[] = [];
  for (const name in ours) headers.push(name, ours[name] as string);
  const theirs = returnedHeaders(raw);
  for (let index = 0; index + 1 < theirs.length; index += 2) {
    const [name, value] = [theirs[index] as string, theirs[index + 1] as string];
    const adds = name === 'vary' || name === 'link' || !Object.hasOwn(ours, name);
    if (adds) headers.push(name, relocate(name, value));
  }
  return headers;
}

function isSmall({ body, isComplete, rawTrailers }: UpstreamAnswer): boolean {
  return isComplete() && body.readableLength <= SMALL && rawTrailers().length === 0;
}

/** As one-byte characters, which Node writes with the head in one piece. */
function endWith(body: Buffer | null, response: ServerResponse): void {
  if (body === null) response.end();
  else response.end(body.toString('latin1'), 'latin1');
}

function stream(
  answer: UpstreamAnswer,
  response: ServerResponse,
  hasLength: boolean,
  moved: () => void,
): void {
  const { body } = answer;
  // Sends the head together with the body if that is already there, and at once if it is not.
  if (!hasLength) setImmediate(() => response.destroyed || response.flushHeaders());
  carry(body, response);
  body.on('data', moved);
  body.once('end', () => {
    if (response.chunkedEncoding) response.addTrailers(pairsOf(returnedHeaders(answer.rawTrailers())));
    response.end();
  });
  body.once('error', () => response.destroy());
  body.once('close', () => {
    if (!body.readableEnded) response.destroy();
  });
}

export function isEventStream({ rawHeaders }: UpstreamAnswer): boolean {
  return rawValues(rawHeaders, 'content-type').some((value) => /^text\/event-stream\s*(;|$)/i.test(value));
}
