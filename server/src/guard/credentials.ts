/** What the `Authorization` header of a call holds. */
export type Credentials = { kind: 'missing' } | { kind: 'malformed' } | { kind: 'bearer'; token: string };

/** RFC 6750 section 2.1: `b64token`. One set of credentials, so no comma. */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;
const LONGEST_TOKEN = 4_096;

/** An unsupported scheme counts as no credentials at all (RFC 6750 section 3.1). */
export function readAuthorization(header: string | undefined): Credentials {
  if (header === undefined || header.trim() === '') return { kind: 'missing' };
  const text = header.trim();
  if (!/\bbearer\b/i.test(text)) return { kind: 'missing' };
  const token = BEARER.exec(text)?.[1];
  if (token === undefined || token.length > LONGEST_TOKEN) return { kind: 'malformed' };
  return { kind: 'bearer', token };
}

/**
 * Whether the query names `access_token`, in whatever encoding. A token there has already been written to
 * histories and logs on its way (RFC 6750 section 5.3), so it must not seem to work.
 */
export function hasTokenInQuery(query: string): boolean {
  if (!/access|%/i.test(query)) return false;
  // Some servers still take a semicolon for an ampersand.
  for (const [name] of new URLSearchParams(query.replaceAll(';', '&')))
    if (name.trim() === 'access_token') return true;
  return false;
}
