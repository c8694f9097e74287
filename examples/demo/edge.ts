import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  request,
  type ServerResponse,
} from 'node:http';

/**
 * Plays the part of nginx or a load balancer in production: stands at the host of an API that Latchkey does
 * not proxy itself. Bodies stream in both directions.
 */

/** Forwards every call as it is; the upstream asks Latchkey through the SDK. */
export function passTo(upstream: string): RequestListener {
  return (incoming, response) => {
    pass(incoming, response, upstream, forwarded(incoming));
  };
}

/** Asks `<latchkeyUrl>/check` first, as `auth_request` does, and relays a refusal as it is. */
export function askThenPassTo(upstream: string, latchkeyUrl: string, guardKey: string): RequestListener {
  return (incoming, response) => {
    if (isPreflight(incoming)) return pass(incoming, response, upstream, forwarded(incoming));
    const headers = {
      ...withoutBody(incoming.headers),
      ...forwarded(incoming),
      'latchkey-guard-key': guardKey,
    };
    const check = request(`${latchkeyUrl}/check`, { headers, agent: false }, (answer) => {
      if (answer.statusCode !== 200) {
        response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
        answer.pipe(response);
        return;
      }
      answer.resume();
      for (const name of ['ratelimit', 'ratelimit-policy', 'dpop-nonce']) {
        const value = answer.headers[name];
        if (value) response.setHeader(name, value);
      }
      const identity = answer.headers['latchkey-identity'];
      pass(incoming, response, upstream, {
        ...forwarded(incoming),
        ...(typeof identity === 'string' ? { 'latchkey-identity': identity } : {}),
      });
    });
    check.on('error', () => badGateway(response));
    check.end();
  };
}

function pass(
  incoming: IncomingMessage,
  response: ServerResponse,
  upstream: string,
  added: Record<string, string>,
): void {
  // The caller may have left while Latchkey was asked; a call begun for them would never be ended.
  if (response.destroyed) return;
  const { hostname, port } = new URL(upstream);
  const framing = framingOf(incoming);
  const headers = { ...endToEnd(incoming.headers), ...framing, ...added };
  // A new connection for each call, so that no call has to wait for another.
  const outgoing = request(
    { hostname, port, method: incoming.method, path: incoming.url, headers, agent: false },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    },
  );
  outgoing.on('error', () => {
    // An upstream that answers early may close before the rest of the body; the answer stands.
    incoming.unpipe(outgoing).resume();
    if (!response.headersSent) badGateway(response);
  });
  response.on('close', () => outgoing.destroy());
  if (framing === null) outgoing.end();
  else incoming.pipe(outgoing);
}

/**
 * Forwards the body with its original framing, whatever the method and whatever `Connection` says. By default
 * Node sends the body of a GET unframed, and the upstream would read it as the next request, which was never
 * judged.
 */
function framingOf({ headers }: IncomingMessage): Record<string, string> | null {
  if (headers['transfer-encoding'] !== undefined) return { 'transfer-encoding': 'chunked' };
  const length = headers['content-length'];
  return length === undefined ? null : { 'content-length': length };
}

/** RFC 9110 section 7.6.1: headers about one connection are not forwarded. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Returns the headers to forward. A caller may not set an identity or an address. */
function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = String(headers.connection ?? '')
    .toLowerCase()
    .split(/\s*,\s*/);
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) =>
        !HOP_BY_HOP.has(name) &&
        !named.includes(name) &&
        !/^(latchkey-(?!request-id)|x-forwarded-|forwarded$)/.test(name),
    ),
  );
}

function withoutBody(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { 'content-length': _length, 'content-type': _type, expect: _expect, ...rest } = endToEnd(headers);
  return rest;
}

function forwarded(incoming: IncomingMessage): Record<string, string> {
  return {
    'x-forwarded-for': incoming.socket.remoteAddress ?? '',
    'x-forwarded-host': incoming.headers.host ?? '',
    'x-forwarded-method': incoming.method ?? 'GET',
    'x-forwarded-proto': 'encrypted' in incoming.socket ? 'https' : 'http',
    'x-forwarded-uri': incoming.url ?? '/',
  };
}

function isPreflight(incoming: IncomingMessage): boolean {
  return incoming.method === 'OPTIONS' && incoming.headers['access-control-request-method'] !== undefined;
}

function badGateway(response: ServerResponse): void {
  if (response.headersSent) return void response.destroy();
  const body = {
    type: 'about:blank',
    title: 'Bad Gateway',
    status: 502,
    detail: 'The API behind this address does not answer.',
    code: 'unavailable',
  };
  response.writeHead(502, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body));
}
