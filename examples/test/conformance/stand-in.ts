import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What reached the suite: the parameters, in the query or in a form. */
export interface Arrival {
  method: string;
  url: URL;
  parameters: URLSearchParams;
}

export interface StandIn {
  origin: string;
  /** What came last, once; `null` when nothing came since it was asked for. */
  lastArrival(): Arrival | null;
  close(): void;
}

/** Stands where the suite is: takes whatever a browser brings and shows what its commands wait for. */
export async function standIn(): Promise<StandIn> {
  let last: Arrival | null = null;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', origin);
    let body = '';
    for await (const chunk of request) body += chunk;
    if (url.pathname.startsWith('/test/')) {
      const parameters = request.method === 'POST' ? new URLSearchParams(body) : url.searchParams;
      last = { method: request.method ?? 'GET', url, parameters };
    }
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p id="submission_complete">Done</p>');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
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
