import { IDENTITY_HEADER } from '../../wire/names.ts';
import type { CallHeaders, GuardCall } from './types.ts';

/**
 * Request headers that are not sent to Latchkey: those about the connection (RFC 9110 section 7.6.1), those
 * about the body, which is not sent, and those that could change Latchkey's answer (conditions, ranges,
 * codings). Headers named in `Connection` are sent all the same, because the API sees them: a client could
 * otherwise show the API an account header that the guard never judged.
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

/**
 * A client must not set the guard's own headers (`latchkey-`, `x-forwarded-`). HTTP/2 pseudo-headers are not
 * fields.
 */
const KEPT_BACK_PREFIXES = ['content-', 'latchkey-', 'x-forwarded-', ':'];

/** Returns the headers of the question. Throws if one cannot be sent as it is. */
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
  // Encoded, since a name from a body may contain characters that a header cannot.
  if (call.operation !== undefined) headers.set('latchkey-operation', encodeURIComponent(call.operation));
  return headers;
}

/**
 * Headers for the client besides its limits: the next nonce, and the end of a version (RFC 9745, RFC 8594).
 */
const TOLD = new Set(['dpop-nonce', 'deprecation', 'sunset', 'link']);

/** Returns the headers of an allowed call that belong on the API's own answer. */
export function allowanceHeaders(answer: Headers): Record<string, string> {
  return Object.fromEntries([...answer].filter(([name]) => name.startsWith('ratelimit') || TOLD.has(name)));
}

/** Response headers about the connection to Latchkey, which do not concern the refusal. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'keep-alive',
  IDENTITY_HEADER,
  'server',
  'set-cookie',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Returns the headers of a refusal that the client should see. */
export function refusalHeaders(answer: Headers): Record<string, string> {
  return Object.fromEntries([...answer].filter(([name]) => !OF_THE_CONNECTION.has(name)));
}

function only(headers: CallHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
