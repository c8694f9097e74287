import { ok, type Result, refused } from '../../lib/result.ts';
import { type Sentence, sentence } from '../../words/sentence.ts';

export type RedirectProblem =
  | 'redirect_uri_ambiguous'
  | 'redirect_uri_unregistered'
  | 'no_redirect_uri_registered';

export type RepeatProblem = 'redirect_uri_missing' | 'redirect_uri_differs';

const LONGEST = 2048;
/** A loopback URI: host, optional port, path and query. */
const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::([0-9]+|\*))?($|[/?].*$)/;
const LOCALHOST = 'http://localhost';
const HTTP_LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::[0-9]{1,5})?(?:$|[/?])/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const HTTPS = /^https:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:$|[/?])/;
const PRIVATE_USE = /^([a-z][a-z0-9+.-]*):\/{1,2}[^/?]/;
/**
 * Schemes that browsers or systems handle themselves, so that no application can own them: they run code,
 * open a file, or pass the code to another program.
 */
const NEVER_PRIVATE = new Set(
  `about android-app app blob cid content data dict facetime feed file filesystem ftp ftps geo git gopher http https
  imap intent irc ircs itms itms-apps jar javascript ldap ldaps livescript magnet mailto market mid mms mocha news nfs
  nntp pop rdp res resource rtmp rtsp search sftp shell sip sips skype sms smb smsto ssh svn tel telnet tftp urn
  vbscript view-source vnc wais webcal ws wss wyciwyg xmpp`.split(/\s+/),
);
const NEVER_FAMILIES = /^(?:chrome|edge|moz|ms|opera|safari|search|x-apple|x-help|x-javascript)(?:-|$)/;
const URI_CHARACTERS = /^(?:[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;

/**
 * Returns the redirect URI for the answer to an authorization request. Without `sent`, it is the only
 * registered URI; with several, it is required (RFC 6749 section 3.1.2.3).
 *
 * @param onDevice whether the client is a public one, which runs on its user's device
 */
export function chooseRedirectUri(
  registered: readonly string[],
  sent: string | undefined,
  onDevice: boolean,
): Result<string, RedirectProblem> {
  // A URI without a scheme, left from a disabled dialect, would lead to a page of our own.
  const usable = registered.filter((uri) => SCHEME.test(uri) && !isSchemeless(uri));
  const [first] = usable;
  if (first === undefined) return refused('no_redirect_uri_registered');
  if (sent === undefined) {
    return registered.length === 1 && !hasWrongPort(first) ? ok(first) : refused('redirect_uri_ambiguous');
  }
  return usable.some((uri) => sameRedirectUri(uri, sent, onDevice))
    ? ok(sent)
    : refused('redirect_uri_unregistered');
}

/**
 * Compares as strings, without normalization (RFC 9700 section 2.1). The only exception is the port of a
 * loopback address, which a native application learns when it starts listening (RFC 8252 section 7.3: "MUST
 * allow any port to be specified at the time of the request"). `localhost` counts only for clients on a
 * device, because it may resolve elsewhere (section 8.3), and never equals 127.0.0.1.
 */
export function sameRedirectUri(registered: string, sent: string, onDevice: boolean): boolean {
  if (hasWrongPort(sent)) return false;
  if (registered === sent) return true;
  const portless = withoutLoopbackPort(registered, onDevice);
  return portless !== null && portless === withoutLoopbackPort(sent, onDevice);
}

function withoutLoopbackPort(uri: string, onDevice: boolean): string | null {
  const [whole, host, , rest] = LOOPBACK.exec(uri) ?? [];
  if (whole === undefined || (host === LOCALHOST && !onDevice)) return null;
  return `${host}${rest}`;
}

/** Returns whether browsers cannot open the port of a loopback address. */
function hasWrongPort(uri: string): boolean {
  const port = LOOPBACK.exec(uri)?.[2];
  return port !== undefined && !(Number(port) >= 1 && Number(port) <= 65_535);
}

/**
 * Checks the `redirect_uri` of a token request against that of the authorization request. Returns `null` if
 * it is acceptable. One that is sent must be equal. With PKCE it may be omitted (OAuth 2.1 section 10.2);
 * without, it must be repeated if it was sent before (RFC 6749 section 4.1.3).
 */
export function checkRepeated(repeat: {
  sent: string | undefined;
  /** The one in the authorization request; `null` if there was none. */
  authorized: string | null;
  registered: readonly string[];
  /** True with PKCE, or if a dialect permits it. */
  mayBeLeftOut: boolean;
}): RepeatProblem | null {
  if (repeat.sent === undefined) {
    return repeat.authorized === null || repeat.mayBeLeftOut ? null : 'redirect_uri_missing';
  }
  const expected = repeat.authorized ?? (repeat.registered.length === 1 ? repeat.registered[0] : undefined);
  return repeat.sent === expected ? null : 'redirect_uri_differs';
}

/**
 * Returns why a URI may not be registered as a redirect URI, for the developer, or `null` if it may.
 *
 * @param allow.privateUse the client runs on the user's device, so private-use schemes are possible
 * @param allow.schemeless the dialect `schemeless-redirect` is on: `example.com/cb` means https
 * @param allow.anyPort the port of a loopback address is ignored, so any is accepted
 */
export function redirectUriProblem(
  uri: string,
  allow: { privateUse: boolean; schemeless: boolean; anyPort?: boolean },
): Sentence | null {
  if (uri === '') return sentence('redirectEmpty');
  if (uri.length > LONGEST) return sentence('redirectLong', LONGEST);
  // RFC 6749 section 3.1.2: "The endpoint URI MUST NOT include a fragment component", which would swallow the
  // answer's parameters.
  if (uri.includes('#')) return sentence('redirectFragment');
  if (!URI_CHARACTERS.test(uri)) {
    return sentence('redirectAscii');
  }
  if (allow.privateUse && isPrivateUse(uri)) return null;
  const plain = allow.anyPort ? (withoutLoopbackPort(uri, true) ?? uri) : uri;
  const absolute = allow.schemeless && isSchemeless(plain) ? withHttps(plain) : plain;
  if (!HTTPS.test(absolute) && !HTTP_LOOPBACK.test(absolute)) {
    return sentence(allow.privateUse ? 'redirectScheme' : 'redirectHttps');
  }
  return absoluteProblem(absolute);
}

/**
 * Returns whether a URI has a private-use scheme (RFC 8252 section 7.1). The RFC demands a reversed domain
 * name, but existing applications use single words, so schemes that cannot be private are listed instead.
 */
function isPrivateUse(uri: string): boolean {
  const scheme = PRIVATE_USE.exec(uri)?.[1];
  return scheme !== undefined && !NEVER_PRIVATE.has(scheme) && !NEVER_FAMILIES.test(scheme);
}

function absoluteProblem(uri: string): Sentence | null {
  const parsed = URL.parse(uri);
  if (!parsed) return sentence('redirectUrl');
  if (parsed.username !== '' || parsed.password !== '') {
    return sentence('redirectUser');
  }
  // Browsers normalize such a path, so the URI would lead to another address than it shows.
  if (uri.includes('/../') || uri.endsWith('/..') || uri.includes('/./')) {
    return sentence('redirectDots');
  }
  return null;
}

/** Returns whether a URI begins with a host name instead of a scheme, such as `example.com/cb`. */
export function isSchemeless(uri: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?::[0-9]{1,5})?(?:$|[/?])/i.test(
    uri,
  );
}

export function withHttps(uri: string): string {
  return `https://${uri}`;
}
