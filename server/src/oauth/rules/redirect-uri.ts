import { ok, type Result, refused } from '../../lib/result.ts';

export type RedirectProblem =
  | 'redirect_uri_ambiguous'
  | 'redirect_uri_unregistered'
  | 'no_redirect_uri_registered';

export type RepeatProblem = 'redirect_uri_missing' | 'redirect_uri_differs';

const LONGEST = 2048;
/** Only the literal addresses: `localhost` may be made to resolve elsewhere (RFC 8252 section 8.3). */
const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::([0-9]{1,5}))?($|[/?].*$)/;
const HTTP_LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::[0-9]{1,5})?(?:$|[/?])/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const HTTPS = /^https:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:$|[/?])/;
/** A private-use scheme is a domain name in reverse, so it has a dot (RFC 8252 section 7.1). */
const PRIVATE_USE = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:\/(?!\/)/;
const URI_CHARACTERS = /^(?:[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;

/**
 * Where the answer to an authorization request goes. Without `sent`, the only registered URI; several make it
 * required (RFC 6749 section 3.1.2.3).
 */
export function chooseRedirectUri(
  registered: readonly string[],
  sent: string | undefined,
): Result<string, RedirectProblem> {
  // One without a scheme, left behind by a dialect that was switched off, would lead to a page of our own.
  const usable = registered.filter((uri) => SCHEME.test(uri) && !isSchemeless(uri));
  const [first] = usable;
  if (first === undefined) return refused('no_redirect_uri_registered');
  if (sent === undefined) return registered.length === 1 ? ok(first) : refused('redirect_uri_ambiguous');
  return usable.some((uri) => sameRedirectUri(uri, sent)) ? ok(sent) : refused('redirect_uri_unregistered');
}

/**
 * Simple string comparison, nothing normalised (RFC 9700 section 2.1). The one exception: the port of a
 * loopback address, which a native application learns only when it starts listening (RFC 8252 section 7.3).
 */
export function sameRedirectUri(registered: string, sent: string): boolean {
  if (registered === sent) return true;
  const portless = withoutLoopbackPort(registered);
  return portless !== null && portless === withoutLoopbackPort(sent);
}

function withoutLoopbackPort(uri: string): string | null {
  const match = LOOPBACK.exec(uri);
  if (!match) return null;
  const [, host, port, rest] = match;
  if (port !== undefined && !isPort(port)) return null;
  return `${host}${rest}`;
}

function isPort(digits: string): boolean {
  return Number(digits) >= 1 && Number(digits) <= 65_535;
}

/**
 * Holds the `redirect_uri` of a token request against the one of the authorization request; `null` when it will
 * do. One that is sent must be the same. With PKCE it need not be repeated (OAuth 2.1 section 10.2); without,
 * it must, if it was sent before (RFC 6749 section 4.1.3).
 */
export function checkRepeated(repeat: {
  sent: string | undefined;
  /** As the authorization request had it; `null` when it had none. */
  authorized: string | null;
  registered: readonly string[];
  /** With PKCE, or where a dialect says so. */
  mayBeLeftOut: boolean;
}): RepeatProblem | null {
  if (repeat.sent === undefined) {
    return repeat.authorized === null || repeat.mayBeLeftOut ? null : 'redirect_uri_missing';
  }
  const expected = repeat.authorized ?? (repeat.registered.length === 1 ? repeat.registered[0] : undefined);
  return repeat.sent === expected ? null : 'redirect_uri_differs';
}

/**
 * Why a URI may not be registered as a redirect URI, as a sentence for the developer; `null` when it may.
 *
 * @param allow.privateUse the client runs on the user's device, so a private-use scheme makes sense
 * @param allow.schemeless the dialect `schemeless-redirect` is on: `example.com/cb` stands for https
 */
export function redirectUriProblem(
  uri: string,
  allow: { privateUse: boolean; schemeless: boolean },
): string | null {
  if (uri === '') return 'A redirect URI must not be empty.';
  if (uri.length > LONGEST) return `A redirect URI must not be longer than ${LONGEST} characters.`;
  // RFC 6749 section 3.1.2: the fragment would swallow the answer's parameters.
  if (uri.includes('#')) return 'A redirect URI must not have a fragment ("#…").';
  if (!URI_CHARACTERS.test(uri)) {
    return 'A redirect URI must be plain ASCII without spaces, with anything else percent-encoded.';
  }
  if (allow.privateUse && PRIVATE_USE.test(uri)) return null;
  const absolute = allow.schemeless && isSchemeless(uri) ? withHttps(uri) : uri;
  if (!HTTPS.test(absolute) && !HTTP_LOOPBACK.test(absolute)) {
    return allow.privateUse
      ? 'A redirect URI must begin with https://, or http:// for 127.0.0.1, [::1] or localhost, or be of a private-use scheme such as com.example.app:/callback.'
      : 'A redirect URI must begin with https://, or http:// for 127.0.0.1, [::1] or localhost.';
  }
  return absoluteProblem(absolute);
}

function absoluteProblem(uri: string): string | null {
  const parsed = URL.parse(uri);
  if (!parsed) return 'This is not a URL: check the host name and the port.';
  if (parsed.username !== '' || parsed.password !== '') {
    return 'A redirect URI must not have a user name or password.';
  }
  // What browsers would read as another address than the one that stands there is not worth the risk.
  if (uri.includes('/../') || uri.endsWith('/..') || uri.includes('/./')) {
    return 'A redirect URI must not have "." or ".." as a part of its path.';
  }
  return null;
}

/** A URI that begins with a host name instead of a scheme, such as `example.com/cb`. */
export function isSchemeless(uri: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?::[0-9]{1,5})?(?:$|[/?])/i.test(
    uri,
  );
}

export function withHttps(uri: string): string {
  return `https://${uri}`;
}
