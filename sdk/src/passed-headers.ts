import type { CallHeaders, GuardCall } from './types.ts';

/**
 * Request headers that are not passed to Latchkey: those of the connection (RFC 9110 section 7.6.1), those about
 * a body that is not passed on, and those that could turn its answer into another one (conditions, ranges,
 * codings). Headers that `Connection` names are passed all the same: the API behind sees them, so a client
 * could otherwise show the API an account header that the guard never judged.
 */
const KEPT_BACK = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'http2-settings',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'range',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** A client must not speak for the guard (`latchkey-`, `x-forwarded-`); HTTP/2 pseudo-headers are no fields. */
const KEPT_BACK_PREFIXES = ['content-', 'latchkey-', 'x-forwarded-', ':'];

/** The headers that ask for a decision. Throws when one cannot be sent as it is. */
export function questionHeaders(call: GuardCall): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(call.headers)) {
    const lower = name.toLowerCase();
    if (value === undefined || KEPT_BACK.has(lower)) continue;
    if (KEPT_BACK_PREFIXES.some((prefix) => lower.startsWith(prefix))) continue;
    for (const each of Array.isArray(value) ? value : [value]) headers.append(lower, each);
  }
  const authorization = call.authorization ?? only(call.headers, 'authorization');
  if (authorization !== undefined) headers.set('authorization', authorization);
  headers.set('x-forwarded-method', call.method);
  headers.set('x-forwarded-host', call.host);
  headers.set('x-forwarded-uri', call.uri);
  headers.set('x-forwarded-for', call.ip);
  // Encoded, since a name from a body may hold what no header can.
  if (call.operation !== undefined) headers.set('latchkey-operation', encodeURIComponent(call.operation));
  return headers;
}

/** What the client is to know beside its limits: the next nonce, and that a version ends (RFC 9745, RFC 8594). */
const TOLD = new Set(['dpop-nonce', 'deprecation', 'sunset', 'link']);

/** Of an answer that allows a call: what belongs on the API's own answer. */
export function allowanceHeaders(answer: Headers): Record<string, string> {
  return Object.fromEntries([...answer].filter(([name]) => name.startsWith('ratelimit') || TOLD.has(name)));
}

/** Response headers of the connection to Latchkey, which say nothing about the refusal. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'keep-alive',
  'latchkey-identity',
  'server',
  'set-cookie',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Of a refusal: everything the client should see, as it is. */
export function refusalHeaders(answer: Headers): Record<string, string> {
  return Object.fromEntries([...answer].filter(([name]) => !OF_THE_CONNECTION.has(name)));
}

function only(headers: CallHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
