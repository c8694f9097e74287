import type { X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import { randomDigits } from '../lib/random.ts';
import type { Answer } from './answer.ts';
import { cameOverTls, clientAddress } from './client-address.ts';
import { type Inbound, readBody } from './inbound.ts';
import { lingeringClose } from './linger.ts';
import { rawValues } from './raw-headers.ts';

/**
 * Returns the host without its port, in lower case, without a final dot: `V2.example.com.:443` becomes
 * `v2.example.com`.
 */
export function hostName(header: string | undefined): string {
  if (!header) return '';
  if (header !== last.header) last = { header, name: nameIn(header) };
  return last.name;
}

/** Nearly every request names the same host as the one before. */
let last = { header: '', name: '' };

function nameIn(header: string): string {
  const host = header.startsWith('[')
    ? header.slice(0, header.indexOf(']') + 1)
    : header.replace(/:\d*$/, '');
  return host.toLowerCase().replace(/\.$/, '');
}

/**
 * Reads only the head of the request; an endpoint reads the body when it needs it.
 *
 * @param trustedProxies addresses and CIDR blocks of proxies whose forwarding headers are believed
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
    requestId: `req_${randomDigits(24)}`,
    noted: {},
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
 * Node keeps the first of several `Authorization` headers and drops the others. All are kept here, so that
 * the request can be refused: another server on the way may have used the last. Other headers arrive joined
 * by commas.
 */
function headersOf({ headers, rawHeaders }: IncomingMessage): IncomingHttpHeaders {
  if (headers.authorization === undefined) return headers;
  const values = rawValues(rawHeaders, 'authorization');
  return values.length > 1 ? { ...headers, authorization: values.join(', ') } : headers;
}

/** Returns whether the head of a request announces a body, for any method (RFC 9112 section 6.3). */
export function announcesBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** The header by which people name a request when they report it. Every answer has it. */
export function idOf({ requestId }: Pick<Inbound, 'requestId'>): { 'latchkey-request-id': string } {
  return { 'latchkey-request-id': requestId };
}

const OURS = Symbol('ours');
type Prepared = ServerResponse & { [OURS]?: Readonly<Record<string, string>> };
const NONE = {};

/**
 * Keeps headers that the answer will have, whoever gives it. Node's `setHeader` would keep them too, but then it takes each header
 * of the answer into its store and out again.
 */
export function prepare(response: Prepared, headers: Readonly<Record<string, string>>): void {
  response[OURS] = headers;
}

/** Returns what `prepare` kept. */
export function preparedFor(response: Prepared): Readonly<Record<string, string>> {
  return response[OURS] ?? NONE;
}

/** Writes an answer once. The answer's own headers override those that were prepared. */
export function send(response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  if (answer.stream) {
    sendStream(response, answer, answer.stream);
    return;
  }
  const headers = headerLines(answer, preparedFor(response));
  if (answer.status !== 204 && answer.status !== 304) {
    headers.push('content-length', String(Buffer.byteLength(answer.body)));
  }
  const { req: request } = response;
  if (request.complete || !announcesBody(request)) {
    response.writeHead(answer.status, headers);
    response.end(answer.body);
    return;
  }
  // The unread rest of a body would otherwise be parsed as the next request.
  headers.push('connection', 'close');
  response.writeHead(answer.status, headers);
  response.flushHeaders();
  if (request.method !== 'HEAD' && answer.body.length > 0) response.write(answer.body);
  lingeringClose(request, response);
}

/** Names and values in turn: Node writes such a list as it is, and would copy an object twice. */
function headerLines({ headers }: Answer, ours: Readonly<Record<string, string>>): (string | string[])[] {
  const lines: (string | string[])[] = [];
  for (const name in ours) if (headers[name] === undefined) lines.push(name, ours[name] as string);
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) lines.push(name, value);
  }
  return lines;
}

/**
 * Sends at the reader's speed. An error ends the connection, so that a partial answer does not look complete.
 */
function sendStream(response: ServerResponse, answer: Answer, stream: AsyncIterable<string>): void {
  response.writeHead(answer.status, headerLines(answer, preparedFor(response)));
  if (response.req.method === 'HEAD') return void response.end();
  // `pipeline` has already closed the connection on failure, which the client notices.
  pipeline(Readable.from(stream), response).catch(() => {});
}
