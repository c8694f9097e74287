import { randomBytes, type X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import type { Answer } from './answer.ts';
import { cameOverTls, clientAddress } from './client-address.ts';
import { type Inbound, readBody } from './inbound.ts';
import { lingeringClose } from './linger.ts';

/** Host without port, lower case, without the root's dot: `V2.example.com.:443` is `v2.example.com`. */
export function hostName(header: string | undefined): string {
  if (!header) return '';
  const host = header.startsWith('[')
    ? header.slice(0, header.indexOf(']') + 1)
    : header.replace(/:\d*$/, '');
  return host.toLowerCase().replace(/\.$/, '');
}

/**
 * Reads nothing but the head; the body waits until an endpoint asks for it.
 *
 * @param trustedProxies addresses and CIDR blocks whose word about the client is believed
 */
export function toInbound(request: IncomingMessage, trustedProxies: readonly string[] = []): Inbound {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const peer = request.socket.remoteAddress ?? '';
  return {
    method: request.method ?? 'GET',
    host: hostName(request.headers.host),
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: headersOf(request),
    ip: clientAddress(peer, listed(request.headers['x-forwarded-for']), trustedProxies),
    peer,
    secure: request.socket instanceof TLSSocket || cameOverTls(peer, request.headers, trustedProxies),
    requestId: `req_${randomBytes(12).toString('hex')}`,
    certificate: () => certificateOf(request),
    body: (limit) => readBody(request, limit),
  };
}

function listed(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}

function certificateOf({ socket }: IncomingMessage): X509Certificate | null {
  return socket instanceof TLSSocket ? (socket.getPeerX509Certificate() ?? null) : null;
}

/**
 * Node keeps the first of several `Authorization` headers and drops the others. Whoever judges them has to see them
 * all, to refuse them: another server on the way may have kept the last. Other headers come joined by commas.
 */
function headersOf({ headers, rawHeaders }: IncomingMessage): IncomingHttpHeaders {
  if (headers.authorization === undefined) return headers;
  const values = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'authorization',
  );
  return values.length > 1 ? { ...headers, authorization: values.join(', ') } : headers;
}

/** Whether a body follows the head of a request, whatever its method (RFC 9112 section 6.3). */
export function announcesBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Writes an answer once. `extra` headers stand unless the answer has its own of the name. */
export function send(response: ServerResponse, answer: Answer, extra: Record<string, string> = {}): void {
  if (response.headersSent || response.destroyed) return;
  if (answer.stream) {
    sendStream(response, answer, answer.stream, extra);
    return;
  }
  const headers: Answer['headers'] = { ...extra, ...answer.headers };
  if (answer.status !== 204 && answer.status !== 304) {
    headers['content-length'] = String(Buffer.byteLength(answer.body));
  }
  const { req: request } = response;
  if (request.complete || !announcesBody(request)) {
    response.writeHead(answer.status, headers);
    response.end(answer.body);
    return;
  }
  // What is left of a body nobody read would be taken for the next request.
  headers.connection = 'close';
  response.writeHead(answer.status, headers);
  response.flushHeaders();
  if (request.method !== 'HEAD' && answer.body.length > 0) response.write(answer.body);
  lingeringClose(request, response);
}

/** Only as fast as it is read. What fails on the way ends the connection, so that a part does not look whole. */
function sendStream(
  response: ServerResponse,
  answer: Answer,
  stream: AsyncIterable<string>,
  extra: Record<string, string>,
): void {
  response.writeHead(answer.status, { ...extra, ...answer.headers });
  if (response.req.method === 'HEAD') return void response.end();
  // `pipeline` has ended the connection when it failed, and whoever reads notices there.
  pipeline(Readable.from(stream), response).catch(() => {});
}
