import { ok, type Result, refused } from '../../lib/result.ts';

export type ResourceProblem =
  | 'resource_malformed'
  | 'resource_foreign'
  | 'resource_wider'
  | 'resource_missing';

/**
 * Resource indicators (RFC 8707 section 2): each must be a base URL of this API. One for somebody else's API
 * refuses the request, or a token for this API could be obtained in the belief that it is for another.
 *
 * @returns the base URLs, each once, without trailing slash; empty for the whole API
 */
export function readResources(
  requested: readonly string[],
  own: readonly string[],
): Result<string[], ResourceProblem> {
  const bases = new Set(own.map(withoutTrailingSlash));
  const chosen = new Set<string>();
  for (const resource of requested) {
    // RFC 8707 section 2: an absolute URI without a fragment.
    if (!/^[a-z][a-z0-9+.-]*:[^\s#]+$/i.test(resource)) return refused('resource_malformed');
    const base = withoutTrailingSlash(inLowerCase(resource));
    if (!bases.has(base)) return refused('resource_foreign');
    chosen.add(base);
  }
  return ok([...chosen]);
}

/** At the token endpoint a client may name some of what was granted, never more (RFC 8707 section 2.2). */
export function narrowResources(
  requested: readonly string[],
  granted: string[],
  own: readonly string[],
): Result<string[], ResourceProblem> {
  if (requested.length === 0) return ok(granted);
  const read = readResources(requested, own);
  if (!read.ok || granted.length === 0) return read;
  return read.value.every((resource) => granted.includes(resource)) ? read : refused('resource_wider');
}

/** Scheme and host mean the same in capital letters (RFC 3986 section 6.2.2.1); a path does not. */
function inLowerCase(url: string): string {
  return url.replace(/^[^/]+:\/\/[^/?]*/, (origin) => origin.toLowerCase());
}

function withoutTrailingSlash(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : url;
}
