import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The parts of a WebSocket request besides the request itself. */
export interface Upgrade {
  socket: Duplex;
  /** The bytes that followed the head of the request. */
  head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/**
 * Returns the WebSocket upgrade that a request asks for. A handler that ignores it serves the request as
 * usual (RFC 9110 section 7.8).
 */
export function upgradeOf(request: IncomingMessage): Upgrade | undefined {
  return upgrades.get(request);
}

export function noteUpgrade(request: IncomingMessage, upgrade: Upgrade): void {
  upgrades.set(request, upgrade);
}

/**
 * Returns whether a request is the opening handshake of a WebSocket (RFC 6455 section 4.2.1). Every other
 * `Upgrade`, such as `h2c`, is ignored: requests sent over such a connection would not be checked.
 */
export function isWebSocketHandshake({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-version'] === '13' &&
    headers['sec-websocket-key'] !== undefined &&
    headers['transfer-encoding'] === undefined &&
    Number(headers['content-length'] ?? 0) === 0
  );
}
