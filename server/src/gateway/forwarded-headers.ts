import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Call } from '../guard/call.ts';
import { awaitsContinue } from '../http/expectation.ts';

/** They speak about one connection and go no further (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'http2-settings',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * What a caller may not tell the API behind: who they are, where they come from, or that another method or path is
 * meant than the one that was judged. The token stays here, so that no API behind can lose it, and
 * so does the proof that came with it. A cookie would be
 * a second way of saying who one is, past the guard.
 */
const CLAIMS = new RegExp(
  `^(${[
    'latchkey-.*|authorization|dpop|client-cert|client-cert-chain|cookie|host|expect|content-length|x-request-id',
    'forwarded|x-forwarded-.*|x-real-ip|x-client-ip|true-client-ip|.*-connecting-ip|x-cluster-client-ip',
    // Frameworks that honour these would turn a POST that was allowed into a DELETE that nobody judged.
    'x-http-method|x-http-method-override|x-method-override|x-original-.*|x-rewrite-url',
  ].join('|')})$`,
);

/** What the guard has read: the name of the header with the account, and what stands for version and language. */
interface Judged {
  accountHeader?: string | undefined;
  agreed?: Record<string, string>;
}

/** Headers of the request to the API behind: the caller's own, without what is not theirs to say. */
export function forwardedHeaders(
  request: IncomingMessage,
  call: Call,
  identity: string,
  { accountHeader, agreed = {} }: Judged = {},
): OutgoingHttpHeaders {
  const account = accountHeader?.toLowerCase() ?? '';
  const judged = { ...(call.account === undefined ? {} : { [account]: call.account }), ...agreed };
  const headers: OutgoingHttpHeaders = {
    ...except(endToEnd(request.rawHeaders, CLAIMS), [account, ...Object.keys(agreed)]),
    ...judged,
  };
  // The body is framed as it came, whatever `Connection` claims to be of this connection only.
  const { 'transfer-encoding': coding, 'content-length': length } = request.headers;
  if (coding !== undefined) headers['transfer-encoding'] = 'chunked';
  else if (length !== undefined) headers['content-length'] = length;
  // The API behind says whether it wants the body (RFC 9110 section 10.1.1).
  if (awaitsContinue(request)) headers.expect = '100-continue';
  headers['x-forwarded-for'] = call.ip;
  headers['x-forwarded-host'] = request.headers.host ?? call.host;
  headers['x-forwarded-proto'] = call.secure ? 'https' : 'http';
  headers['x-request-id'] = call.requestId;
  headers['latchkey-identity'] = identity;
  return headers;
}

/**
 * What follows the body of a request. Some servers read it into the headers, so nothing may stand there that is not
 * the caller's to say, or that was judged in another wording.
 */
export function forwardedTrailers(
  { rawTrailers, headers }: IncomingMessage,
  { accountHeader, agreed = {} }: Judged,
): OutgoingHttpHeaders {
  const judged = [...Object.keys(headers), ...Object.keys(agreed), accountHeader?.toLowerCase() ?? ''];
  return except(endToEnd(rawTrailers, CLAIMS), judged);
}

/** In any spelling that a server behind could read as one of `names`. */
function except(
  fields: Record<string, string | string[]>,
  names: string[],
): Record<string, string | string[]> {
  const taken = new Set(names.map((name) => name.replaceAll('_', '-')));
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !taken.has(name.replaceAll('_', '-'))));
}

/** Headers or trailers of the answer of the API behind, as they go on to the caller. */
export function returnedHeaders(raw: string[]): Record<string, string | string[]> {
  return endToEnd(raw, /^latchkey-/);
}

function endToEnd(raw: string[], without: RegExp): Record<string, string | string[]> {
  const named = new Set<string>();
  for (const [name, value] of pairs(raw)) {
    if (name.toLowerCase() === 'connection') {
      for (const option of value.split(',')) named.add(option.trim().toLowerCase());
    }
  }
  const headers: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of pairs(raw)) {
    const key = name.toLowerCase();
    // Some servers read `latchkey_identity` and `latchkey-identity` into one variable.
    if (HOP_BY_HOP.has(key) || named.has(key) || without.test(key.replaceAll('_', '-'))) continue;
    const earlier = headers[key];
    headers[key] = earlier === undefined ? value : [earlier, value].flat();
  }
  return headers;
}

function* pairs(raw: string[]): Generator<[string, string]> {
  for (let index = 0; index + 1 < raw.length; index += 2) yield [raw[index] ?? '', raw[index + 1] ?? ''];
}
