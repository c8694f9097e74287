import { wrongOrigin } from './refusals.ts';

export interface CrossOrigin {
  /**
   * Origins whose pages may call the server, such as `http://localhost:6274`; `['*']` for any. Default: none.
   * Programs other than browsers send no origin and are accepted.
   */
  origins?: string[];
}

const EXPOSED = 'www-authenticate, mcp-session-id, ratelimit, ratelimit-policy, retry-after';
const WELL_KNOWN = '/.well-known/';

/**
 * MCP 2026-07-28, Streamable HTTP, security: an unexpected `Origin` gets 403, so that an attacker's page
 * cannot use a server inside the user's network (DNS rebinding). Pages of expected origins may read the
 * answers.
 */
export function createCrossOrigin({
  origins = [],
}: CrossOrigin): (request: Request, serve: () => Promise<Response>) => Promise<Response> {
  return async (request, serve) => {
    const origin = request.headers.get('origin');
    // This document is public and sets its own CORS headers.
    if (origin === null || new URL(request.url).pathname.startsWith(WELL_KNOWN)) return serve();
    if (!isOwn(origin, request) && !origins.includes(origin) && !origins.includes('*')) {
      const { status, headers, body } = wrongOrigin();
      return new Response(body, { status, headers });
    }
    const asks = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
    const response = asks ? preflight(request) : await serve();
    const readable = new Response(response.body, response);
    readable.headers.set('access-control-allow-origin', origin);
    readable.headers.set('access-control-expose-headers', EXPOSED);
    readable.headers.append('vary', 'origin');
    return readable;
  };
}

/** A page of the server itself. The guard checks that its host is one of the server's own. */
function isOwn(origin: string, request: Request): boolean {
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host === (request.headers.get('host') ?? new URL(request.url).host);
}

function preflight(request: Request): Response {
  const asked = request.headers.get('access-control-request-headers') ?? 'authorization, content-type';
  const headers = {
    'access-control-allow-methods': 'GET, POST, DELETE',
    'access-control-allow-headers': asked,
    'access-control-max-age': '600',
  };
  return new Response(null, { status: 204, headers });
}
