import type { Api } from '../api.ts';
import { discoveryPath } from '../config/index.ts';

/** Metadata and keys are public documents; any page may read them. */
const PUBLIC = /^\/\.well-known\//;
const EXPOSED =
  'www-authenticate, dpop-nonce, ratelimit, ratelimit-policy, retry-after, deprecation, sunset, link, latchkey-request-id';
const PREFLIGHT_SECONDS = '600';

/**
 * Response headers that let a browser application of `origin` read the answer (Fetch standard), or none. Never
 * `Access-Control-Allow-Credentials`: the session cookie is for the pages alone, and those are never shared.
 */
export function corsHeaders(api: Api, origin: string | undefined, path: string): Record<string, string> {
  const { corsOrigins, explorer } = api.config;
  const any = isForAnyPage(api, path) || corsOrigins.includes('*');
  // Also on what an origin may not read: a cache would otherwise give it to one that may, or the reverse.
  const varies = any || (corsOrigins.length === 0 && !explorer) ? {} : { vary: 'origin' };
  if (origin === undefined || !(any || corsOrigins.includes(origin) || isExplorer(api, origin)))
    return varies;
  return {
    'access-control-allow-origin': any ? '*' : origin,
    'access-control-expose-headers': EXPOSED,
    ...varies,
  };
}

/** The explorer is a page like any other, and calls the API and the token endpoint from where it is. */
function isExplorer({ address }: Api, origin: string): boolean {
  return address.explorer !== null && origin === new URL(address.explorer).origin;
}

/** What a preflight request is told, on top of `corsHeaders`. */
export function preflightHeaders(requestedHeaders: string | undefined): Record<string, string> {
  return {
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': requestedHeaders ?? 'authorization, content-type',
    'access-control-max-age': PREFLIGHT_SECONDS,
  };
}

/** Userinfo takes nothing but a token in a header, which a page has only if it was given one (Core section 5.3). */
function isForAnyPage({ config, address }: Api, path: string): boolean {
  if (PUBLIC.test(path)) return true;
  if (!config.signIn) return false;
  const { pathname } = new URL(address.endpoints.userinfo);
  return path === pathname || path === discoveryPath(address.issuer);
}
