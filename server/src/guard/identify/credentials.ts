/** The schemes for sending an access token (RFC 6750, RFC 9449 section 7.1). */
export type Scheme = 'Bearer' | 'DPoP';

/** The content of a call's `Authorization` header. */
export type Credentials =
  | { kind: 'missing'; scheme: null }
  | { kind: 'malformed'; scheme: Scheme }
  | { kind: 'token'; scheme: Scheme; token: string };

/** Credentials with a token, genuine or not. */
export type SentToken = Extract<Credentials, { kind: 'token' }>;

/** RFC 6750 section 2.1 and RFC 9449 section 7.1: one `token68`. One set of credentials, so no comma. */
const TOKEN = /^(bearer|dpop) +([A-Za-z0-9\-._~+/]+=*)$/i;
const LONGEST_TOKEN = 4_096;

/** An unsupported scheme counts as no credentials at all (RFC 6750 section 3.1). */
export function readAuthorization(header: string | undefined): Credentials {
  const text = header?.trim() ?? '';
  const named = /\b(bearer|dpop)\b/i.exec(text)?.[1]?.toLowerCase();
  if (named === undefined) return { kind: 'missing', scheme: null };
  const scheme: Scheme = named === 'dpop' ? 'DPoP' : 'Bearer';
  const token = TOKEN.exec(text)?.[2];
  if (token === undefined || token.length > LONGEST_TOKEN) return { kind: 'malformed', scheme };
  return { kind: 'token', scheme, token };
}

/**
 * Returns whether the query names `access_token`, in any encoding. A token there is already in histories and logs on
 * its way (RFC 6750 section 5.3), so it must not appear to work.
 */
export function hasTokenInQuery(query: string): boolean {
  if (!/access|%/i.test(query)) return false;
  // Some servers still read a semicolon as an ampersand.
  for (const [name] of new URLSearchParams(query.replaceAll(';', '&')))
    if (name.trim() === 'access_token') return true;
  return false;
}
