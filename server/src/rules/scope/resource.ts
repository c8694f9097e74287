import { sha256 } from '../../lib/compare.ts';
import { ok, type Result, refused } from '../../lib/result.ts';

export type ResourceProblem =
  | 'resource_malformed'
  | 'resource_foreign'
  | 'resource_wider'
  | 'resource_missing';

/**
 * Reads resource indicators (RFC 8707 section 2). Each must be known here: otherwise a client could get a
 * token of this API while it believes that the token is for another.
 *
 * @returns the base URLs, each once, without trailing slash; empty for the whole API
 */
export function readResources(
  requested: readonly string[],
  own: readonly string[],
): Result<readonly string[], ResourceProblem> {
  const bases = new Set(own.map(withoutTrailingSlash));
  const chosen = new Set<string>();
  for (const resource of requested) {
    // RFC 8707 section 2: "Its value MUST be an absolute URI" and "MUST NOT include a fragment component".
    if (!/^[a-z][a-z0-9+.-]*:[^\s#]+$/i.test(resource)) return refused('resource_malformed');
    const base = regularResource(resource);
    if (!bases.has(base)) return refused('resource_foreign');
    chosen.add(base);
  }
  return ok([...chosen]);
}

/**
 * Returns an identifier in the form in which it is compared: scheme and host in lower case, no trailing
 * slash.
 */
export function regularResource(resource: string): string {
  return withoutTrailingSlash(inLowerCase(resource));
}

/** Returns the id under which a resource other than this API is stored, derived from its identifier. */
export function resourceServerId(identifier: string): string {
  return `resource_${sha256(identifier).slice(0, 22)}`;
}

/** Returns why an identifier cannot be a resource's (RFC 8707 section 2), or `null` if it can. */
export function identifierProblem(identifier: string): string | null {
  const url = URL.parse(identifier);
  if (url?.protocol !== 'https:') return 'it has to be an https URL.';
  if (identifier !== regularResource(identifier)) {
    return 'write scheme and host in lower case, and no slash at the end.';
  }
  const plain = /^https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._~/-]*)?$/;
  return plain.test(identifier)
    ? null
    : 'it has to be host and path alone, without query, fragment or credentials.';
}

/**
 * At the token endpoint a client may name some of the granted resources, never more (RFC 8707 section 2.2).
 */
export function narrowResources(
  requested: readonly string[],
  granted: readonly string[],
  own: readonly string[],
): Result<readonly string[], ResourceProblem> {
  if (requested.length === 0) return ok(granted);
  const read = readResources(requested, own);
  if (!read.ok || granted.length === 0) return read;
  return read.value.every((resource) => granted.includes(resource)) ? read : refused('resource_wider');
}

/** Scheme and host are case-insensitive (RFC 3986 section 6.2.2.1); a path is not. */
function inLowerCase(url: string): string {
  return url.replace(/^[^/]+:\/\/[^/?]*/, (origin) => origin.toLowerCase());
}

function withoutTrailingSlash(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : url;
}
