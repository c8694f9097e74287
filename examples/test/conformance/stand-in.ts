import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** An answer that reached the suite: the parameters, in the query or in a form. */
export interface Arrival {
  method: string;
  url: URL;
  parameters: URLSearchParams;
}

export interface StandIn {
  origin: string;
  /** Returns the last arrival, once; `null` if none came since the last call. */
  lastArrival(): Arrival | null;
  close(): void;
}

/**
 * Stands where the suite is: takes whatever a browser brings and shows what its commands wait for.
 *
 * @param tls for plans whose clients may be answered over TLS alone
 */
export async function standIn(tls?: { key: string; cert: string }): Promise<StandIn> {
  let last: Arrival | null = null;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', origin);
    let body = '';
    for await (const chunk of request) body += chunk;
    if (url.pathname.startsWith('/test/')) {
      const parameters = request.method === 'POST' ? new URLSearchParams(body) : url.searchParams;
      last = { method: request.method ?? 'GET', url, parameters };
    }
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p id="submission_complete">Done</p>');
  };
  const server = tls ? createTlsServer(tls, answer) : createServer(answer);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    lastArrival() {
      const arrival = last;
      last = null;
      return arrival;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
