import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import { announcesBody } from './exchange.ts';
import { expectsContinue } from './expectation.ts';
import { closeInTime } from './linger.ts';
import { watchBody } from './stalled-body.ts';
import { isWebSocketHandshake, noteUpgrade } from './upgrade.ts';

/** Nothing that speaks OAuth or calls an API needs more than this in request line and headers. */
const MOST_HEADER_BYTES = 16 * 1024;
/** A body moves or is given up; as long as it moves, it may take this long. */
const REQUEST_TIMEOUT = HOUR;
const DRAIN_TIMEOUT = 10 * SECOND;

/** Milliseconds. */
export interface Patience {
  /** A client that dribbles its headers holds a socket no longer than this … */
  headers: number;
  /** … and one that stops in the middle of a body no longer than twice this. */
  body: number;
  /** How often it is looked whether headers are overdue. */
  look: number;
}

const PATIENCE: Patience = { headers: 15 * SECOND, body: 30 * SECOND, look: 5 * SECOND };

/**
 * TLS 1.3, and of TLS 1.2 what BCP 195 recommends (RFC 9325 section 4.2): forward secrecy and authenticated
 * encryption alone. FAPI 2.0 section 5.2.2 permits no others.
 */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
].join(':');

export interface TlsCertificate {
  key: string;
  cert: string;
}

/** The sockets of this process. Open before anything else, so that the port is known and taken. */
export interface Listener {
  port: number;
  tlsPort: number | null;
  /** From now on requests go to `handler`, over either port; until then they are told to wait. */
  serve(handler: RequestListener): void;
  /** `asksForCertificates`: of clients, which need not have one (RFC 8705). May be called for more than one port. */
  listenTls(
    port: number,
    certificate: TlsCertificate,
    options?: { asksForCertificates: boolean },
  ): Promise<number>;
  /** Stops accepting, lets requests under way finish (10 s at most), then closes every socket. */
  close(): Promise<void>;
}

/** Rejects with Node's `EADDRINUSE` or `EACCES` error when the port cannot be had. */
export async function openListener(
  host: string,
  port: number,
  patience: Patience = PATIENCE,
): Promise<Listener> {
  let handler: RequestListener = (_request, response) => {
    response
      .writeHead(503, { 'retry-after': '1', 'content-type': 'text/plain' })
      .end('Latchkey is starting.\n');
  };
  const settings = {
    maxHeaderSize: MOST_HEADER_BYTES,
    headersTimeout: patience.headers,
    requestTimeout: REQUEST_TIMEOUT,
    connectionsCheckingInterval: patience.look,
    // Whoever vanished without a word would hold an event stream or WebSocket for good.
    keepAlive: true,
    keepAliveInitialDelay: MINUTE,
    shouldUpgradeCallback: isWebSocketHandshake,
    // Two parsers that disagree about one request are how requests are smuggled.
    insecureHTTPParser: false,
    // The front door says that a Host is missing in the same words as that there are two.
    requireHostHeader: false,
  };
  const servers: Server[] = [];
  /** They end with nothing: a server's own close neither ends them nor goes without them. */
  const webSockets = new Set<Duplex>();
  /** Answers under way, which have to tell their clients that the connection ends when the process is to stop. */
  const underWay = new Set<ServerResponse>();
  let closing = false;
  const start = async (server: Server, at: number): Promise<number> => {
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      // An answer that has begun must not be continued by another one.
      const begun = [...underWay].some(
        (answer) => answer.socket === socket && answer.headersSent && !answer.writableEnded,
      );
      if (error.code === 'ECONNRESET' || begun) socket.destroy();
      else refuse(socket, statusFor(error), 'The request could not be read as HTTP.');
    });
    server.on('connect', (_request, socket) => refuse(socket, 405, 'This is no proxy.'));
    server.on('checkContinue', (request, response) => {
      expectsContinue(request, response);
      dispatch(request, response);
    });
    server.on('upgrade', upgrade);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };
  const dispatch: RequestListener = (request, response) => {
    underWay.add(response);
    response.on('close', () => underWay.delete(response));
    if (closing) response.shouldKeepAlive = false;
    if (announcesBody(request)) watchBody(request, response, patience.body);
    handler(request, response);
  };
  /** A handshake is a request like any other until somebody takes it up; if nobody does, its connection ends. */
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Socket);
    response.on('finish', () => socket.end());
    socket.on('error', () => socket.destroy());
    webSockets.add(socket);
    socket.on('close', () => webSockets.delete(socket));
    // One that comes while everything stops would hold that up for as long as it is used.
    if (!closing && isWebSocketHandshake(request)) noteUpgrade(request, { socket, head });
    dispatch(request, response);
  };

  const listener: Listener = {
    port: await start(createServer(settings, dispatch), port),
    tlsPort: null,
    serve(next) {
      handler = next;
    },
    async listenTls(at, certificate, { asksForCertificates } = { asksForCertificates: false }) {
      const tls = {
        ...certificate,
        minVersion: 'TLSv1.2',
        ciphers: CIPHERS,
        requestCert: asksForCertificates,
        // Whose certificates count is for each API to say, and some issue their own.
        rejectUnauthorized: false,
      } as const;
      const taken = await start(createTlsServer({ ...settings, ...tls }, dispatch), at);
      listener.tlsPort ??= taken;
      return taken;
    },
    async close() {
      closing = true;
      for (const response of underWay) response.shouldKeepAlive = false;
      // Left alone they would go on for as long as they are used; their clients connect again elsewhere.
      for (const socket of webSockets) socket.destroy();
      await Promise.all(servers.map(drain));
    },
  };
  return listener;
}

async function drain(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function statusFor({ code }: NodeJS.ErrnoException): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

/** What never reaches a handler still gets a status that says why, and is the last on its connection. */
function refuse(socket: Duplex, status: number, detail: string): void {
  if (!socket.writable) return;
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const code = status === 405 ? 'method_not_allowed' : 'invalid_request';
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, code });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  closeInTime(socket);
}
