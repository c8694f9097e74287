import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import { announcesBody } from './exchange.ts';
import { expectsContinue } from './expectation.ts';
import { closeInTime } from './linger.ts';
import { OpenExchanges } from './open-exchanges.ts';
import { bodyWatch } from './stalled-body.ts';
import { isWebSocketHandshake, noteUpgrade } from './upgrade.ts';

/** OAuth requests and API calls fit within this, request line and headers together. */
const MOST_HEADER_BYTES = 16 * 1024;
/** A body that keeps moving may take this long. A stalled one ends earlier (`stalled-body.ts`). */
const REQUEST_TIMEOUT = HOUR;
const DRAIN_TIMEOUT = 10 * SECOND;

/** Times in milliseconds. */
export interface StallTimeouts {
  /** A client that sends its headers too slowly is cut off after this. */
  headers: number;
  /** A client that stops in the middle of a body is cut off after this, or twice this at most. */
  body: number;
  /** The interval at which overdue headers are looked for. */
  look: number;
}

const STALL_TIMEOUTS: StallTimeouts = { headers: 15 * SECOND, body: 30 * SECOND, look: 5 * SECOND };

/**
 * TLS 1.3, and the TLS 1.2 suites that BCP 195 recommends (RFC 9325 section 4.2): forward secrecy and
 * authenticated encryption only. FAPI 2.0 section 5.2.2 permits no others.
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

/** The sockets of this process. They open before anything else, so that the port is known and taken. */
export interface Listener {
  port: number;
  tlsPort: number | null;
  /** From now on requests on both ports go to `handler`. Until then they are answered with 503. */
  serve(handler: RequestListener): void;
  /**
   * Opens a TLS port. `asksForCertificates` requests a certificate from clients, which may have none (RFC
   * 8705). May be called for more than one port.
   */
  listenTls(
    port: number,
    certificate: TlsCertificate,
    options?: { asksForCertificates: boolean },
  ): Promise<number>;
  /** Uses another certificate for new connections. Throws Node's error if it does not fit its key. */
  renewTls(certificate: TlsCertificate): void;
  /** From now on each answer is the last on its connection, as a stop will follow. New connections are taken as before. */
  announceEnd(): void;
  /** Stops accepting, lets pending requests finish (10 s at most), then closes every socket. */
  close(): Promise<void>;
}

/** A listener whose plain port is not open yet. */
export interface ClosedListener extends Listener {
  /** Rejects with Node's `EADDRINUSE` or `EACCES` error if the port is not available. */
  open(): Promise<void>;
}

/** Rejects with Node's `EADDRINUSE` or `EACCES` error if the port is not available. */
export async function openListener(
  host: string,
  port: number,
  timeouts: StallTimeouts = STALL_TIMEOUTS,
): Promise<Listener> {
  const listener = closedListener(host, port, timeouts);
  await listener.open();
  return listener;
}

/** Returns a listener for a process that shares its port, and must not take connections before it can serve. */
export function closedListener(
  host: string,
  port: number,
  timeouts: StallTimeouts = STALL_TIMEOUTS,
): ClosedListener {
  let handler: RequestListener = (_request, response) => {
    response
      .writeHead(503, { 'retry-after': '1', 'content-type': 'text/plain' })
      .end('Latchkey is starting.\n');
  };
  const settings = {
    maxHeaderSize: MOST_HEADER_BYTES,
    headersTimeout: timeouts.headers,
    requestTimeout: REQUEST_TIMEOUT,
    connectionsCheckingInterval: timeouts.look,
    // A client that vanished without closing would otherwise hold an event stream or WebSocket open
    // indefinitely.
    keepAlive: true,
    keepAliveInitialDelay: MINUTE,
    shouldUpgradeCallback: isWebSocketHandshake,
    // Two parsers that disagree about one request make request smuggling possible.
    insecureHTTPParser: false,
    // `front-door.ts` refuses a missing `Host` in the same way as two.
    requireHostHeader: false,
  };
  const servers: Server[] = [];
  const tlsServers: TlsServer[] = [];
  /** Closed explicitly: `server.close` neither ends them nor completes without them. */
  const webSockets = new Set<Duplex>();
  /** Before the end their answers have to say that their connection closes. */
  const open = new OpenExchanges();
  const watchBody = bodyWatch(timeouts.body, open);
  let closing = false;
  let ending = false;
  const start = async (server: Server, at: number): Promise<number> => {
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      // An answer that has begun must not be continued by another one.
      const begun = [...open].some(
        ({ response }) => response.socket === socket && response.headersSent && !response.writableEnded,
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
    const exchange = open.add(request, response);
    response.on('close', () => open.remove(exchange));
    if (ending) response.shouldKeepAlive = false;
    if (announcesBody(request)) watchBody(exchange);
    handler(request, response);
  };
  /**
   * A handshake is passed on like any other request; if no handler accepts the upgrade, its connection ends.
   */
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Socket);
    response.on('finish', () => socket.end());
    socket.on('error', () => socket.destroy());
    webSockets.add(socket);
    socket.on('close', () => webSockets.delete(socket));
    // A WebSocket opened during shutdown would delay it for as long as it is used.
    if (!closing && isWebSocketHandshake(request)) noteUpgrade(request, { socket, head });
    dispatch(request, response);
  };

  const listener: ClosedListener = {
    port,
    tlsPort: null,
    async open() {
      listener.port = await start(createServer(settings, dispatch), port);
    },
    serve(next) {
      handler = next;
    },
    async listenTls(at, certificate, { asksForCertificates } = { asksForCertificates: false }) {
      const tls = {
        ...contextOf(certificate),
        requestCert: asksForCertificates,
        // Each API decides which issuers it accepts; some accept self-signed certificates.
        rejectUnauthorized: false,
      } as const;
      const server = createTlsServer({ ...settings, ...tls }, dispatch);
      const taken = await start(server, at);
      tlsServers.push(server);
      listener.tlsPort ??= taken;
      return taken;
    },
    renewTls(certificate) {
      for (const server of tlsServers) server.setSecureContext(contextOf(certificate));
    },
    announceEnd() {
      ending = true;
      for (const { response } of open) response.shouldKeepAlive = false;
    },
    async close() {
      closing = true;
      listener.announceEnd();
      // They would otherwise stay open for as long as they are used. Their clients reconnect elsewhere.
      for (const socket of webSockets) socket.destroy();
      await Promise.all(servers.map(drain));
    },
  };
  return listener;
}

function contextOf(certificate: TlsCertificate) {
  return { ...certificate, minVersion: 'TLSv1.2', ciphers: CIPHERS } as const;
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

/**
 * Answers a request that the parser rejected: with a status that says why, as the last answer on its
 * connection.
 */
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
