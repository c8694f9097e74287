import type { RequestListener } from 'node:http';

/**
 * Lets pages of the explorer's origin call an API that Latchkey does not serve itself. In production the
 * proxy or the API does this (Fetch standard, section 3.3).
 */
export function allowingPagesOf(origin: string, edge: RequestListener): RequestListener {
  return (incoming, response) => {
    if (incoming.headers.origin !== origin) return edge(incoming, response);
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('vary', 'origin');
    if (incoming.method !== 'OPTIONS' || incoming.headers['access-control-request-method'] === undefined) {
      return edge(incoming, response);
    }
    response.writeHead(204, {
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': incoming.headers['access-control-request-headers'] ?? 'authorization',
      'access-control-max-age': '600',
    });
    response.end();
  };
}
