import type { Api } from '../api.ts';
import { discoveryPath } from '../config/index.ts';

/** Metadata and keys are public documents, so any page may read them. */
const PUBLIC = /^\/\.well-known\//;
const EXPOSED =
  'www-authenticate, dpop-nonce, ratelimit, ratelimit-policy, retry-after, deprecation, sunset, link, latchkey-request-id';
const DISCOVERY = '/.well-known/openid-configuration';
const PREFLIGHT_SECONDS = '600';
/** Made once, since nearly every answer has one of them. */
const NONE = {};
const VARIES = { vary: 'origin' };

/**
 * Returns the response headers that let a browser application of `origin` read the answer (Fetch standard),
 * or none. Never sends `Access-Control-Allow-Credentials`: the session cookie is only for Latchkey's own
 * pages, which no other origin may read.
 */
export function corsHeaders(
  api: Api,
  origin: string | undefined,
  path: string,
): Readonly<Record<string, string>> {
  const { corsOrigins, explorer } = api.config;
  const any = isForAnyPage(api, path) || corsOrigins.includes('*');
  // Also sent to origins that may not read the answer: a cache could otherwise serve one origin's answer to
  // another.
  const varies = any || (corsOrigins.length === 0 && !explorer) ? NONE : VARIES;
  if (origin === undefined || !(any || corsOrigins.includes(origin) || isExplorer(api, origin)))
    return varies;
  return {
    'access-control-allow-origin': any ? '*' : origin,
    'access-control-expose-headers': EXPOSED,
    ...varies,
  };
}

/** The explorer is served from an origin of its own and calls the API and the token endpoint from there. */
function isExplorer({ address }: Api, origin: string): boolean {
  return address.explorer !== null && origin === new URL(address.explorer).origin;
}

/** Returns the headers of an answer to a preflight request, in addition to `corsHeaders`. */
export function preflightHeaders(requestedHeaders: string | undefined): Record<string, string> {
  return {
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': requestedHeaders ?? 'authorization, content-type',
    'access-control-max-age': PREFLIGHT_SECONDS,
  };
}

/**
 * Userinfo is authorized only by a token in a header, which a page has only if it was given one (Core section
 * 5.3).
 */
function isForAnyPage({ config, address }: Api, path: string): boolean {
  if (PUBLIC.test(path)) return true;
  if (!config.signIn) return false;
  const { endpoints, issuer } = address;
  // An address is parsed only where it may be the one: this runs for every request.
  if (path.endsWith(DISCOVERY)) return path === discoveryPath(issuer);
  return endpoints.userinfo.endsWith(path) && path === new URL(endpoints.userinfo).pathname;
}
