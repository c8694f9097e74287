import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** What a request that asks to become a WebSocket has beside itself. */
export interface Upgrade {
  socket: Duplex;
  /** What was sent after the head of the request. */
  head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** The only upgrade there is: whoever serves a request as usual simply does not look (RFC 9110 section 7.8). */
export function upgradeOf(request: IncomingMessage): Upgrade | undefined {
  return upgrades.get(request);
}

export function noteUpgrade(request: IncomingMessage, upgrade: Upgrade): void {
  upgrades.set(request, upgrade);
}

/**
 * Whether a request is the opening handshake of a WebSocket (RFC 6455 section 4.2.1). Every other `Upgrade`, `h2c`
 * among them, is ignored: what was sent over such a connection afterwards would be judged by nobody.
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
