/** The schemes for sending an access token (RFC 6750, RFC 9449 section 7.1). */
export type Scheme = 'Bearer' | 'DPoP';

/** The content of an `Authorization` header. */
export type Credentials =
  | { kind: 'missing'; scheme: null }
  | { kind: 'malformed'; scheme: Scheme }
  | { kind: 'token'; scheme: Scheme; token: string };

/** Credentials with a token, genuine or not. */
export type SentToken = Extract<Credentials, { kind: 'token' }>;

/** RFC 6750 section 2.1 and RFC 9449 section 7.1: one `token68`. One set of credentials, so no comma. */
const HEADER = /^(?:bearer|dpop) +(\S+)$/i;
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const LONGEST_TOKEN = 4_096;
/** With the scheme, and a few blanks between. */
const LONGEST_HEADER = LONGEST_TOKEN + 16;

/** Returns whether a text can be a token, in a header or in a form. */
export function isToken(text: string): boolean {
  return text.length <= LONGEST_TOKEN && TOKEN.test(text);
}

/** An unsupported scheme counts as no credentials at all (RFC 6750 section 3.1). */
export function readAuthorization(header: string | undefined): Credentials {
  // As nearly all send it.
  if (header?.startsWith('Bearer ')) {
    const token = header.slice(7);
    if (isToken(token)) return { kind: 'token', scheme: 'Bearer', token };
  }
  const text = header?.trim() ?? '';
  const named = /\b(bearer|dpop)\b/i.exec(text)?.[1]?.toLowerCase();
  if (named === undefined) return { kind: 'missing', scheme: null };
  const scheme: Scheme = named === 'dpop' ? 'DPoP' : 'Bearer';
  if (text.length > LONGEST_HEADER) return { kind: 'malformed', scheme };
  const token = HEADER.exec(text)?.[1];
  if (token === undefined || !isToken(token)) return { kind: 'malformed', scheme };
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
