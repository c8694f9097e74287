import type { SignedAsk } from './signed-exchange.ts';
import type { GuardCall, Refused } from './types.ts';

const WELL_KNOWN = /^\/\.well-known\/oauth-protected-resource(?:[/?]|$)/;

/** A public document, which browser applications read too (Fetch standard, CORS protocol). */
const FOR_ANY_PAGE = { 'access-control-allow-origin': '*' };

/**
 * Makes a function that answers requests for the API's protected resource metadata (RFC 9728 section 3) with
 * Latchkey's document for the requested host and path. It returns `null` for every other call, and if
 * Latchkey knows no such resource or does not answer: the call is then decided like any other.
 */
export function createMetadataReader(
  ask: SignedAsk,
  timeoutMs: number,
): (call: GuardCall) => Promise<Refused | null> {
  return async ({ method, host, uri, headers }) => {
    if (!WELL_KNOWN.test(uri)) return null;
    if (method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) return preflight();
    if (method !== 'GET' && method !== 'HEAD') return null;
    try {
      const asked = { headers: { 'x-forwarded-host': host, 'x-forwarded-uri': uri } };
      // The exchange is signed although the document is public: a forged one would send clients to an
      // attacker's sign-in page.
      const answer = await ask('resource-metadata', asked, AbortSignal.timeout(timeoutMs));
      const body = new Uint8Array(await answer.arrayBuffer());
      if (answer.status !== 200) return null;
      return {
        allowed: false,
        status: 200,
        headers: {
          'content-type': 'application/json',
          'cache-control': answer.headers.get('cache-control') ?? 'no-store',
          ...FOR_ANY_PAGE,
        },
        body,
      };
    } catch {
      return null;
    }
  };
}

/** Browser clients add their own headers to the request, such as their MCP version. */
function preflight(): Refused {
  const allowed = { 'access-control-allow-methods': 'GET, HEAD', 'access-control-allow-headers': '*' };
  return { allowed: false, status: 204, headers: { ...FOR_ANY_PAGE, ...allowed }, body: new Uint8Array() };
}
