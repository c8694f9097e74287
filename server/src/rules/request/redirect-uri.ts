import { ok, type Result, refused } from '../../lib/result.ts';

export type RedirectProblem =
  | 'redirect_uri_ambiguous'
  | 'redirect_uri_unregistered'
  | 'no_redirect_uri_registered';

export type RepeatProblem = 'redirect_uri_missing' | 'redirect_uri_differs';

const LONGEST = 2048;
/** A loopback address: its host, its port if it says one, path and query. */
const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::([0-9]+|\*))?($|[/?].*$)/;
const LOCALHOST = 'http://localhost';
const HTTP_LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::[0-9]{1,5})?(?:$|[/?])/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const HTTPS = /^https:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:$|[/?])/;
const PRIVATE_USE = /^([a-z][a-z0-9+.-]*):\/{1,2}[^/?]/;
/**
 * Schemes that browsers or systems act on themselves, so that no application can have one for its own: they run what
 * they are given, open a file, or hand the code to a stranger.
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
 * Where the answer to an authorization request goes. Without `sent`, the only registered URI; several make it
 * required (RFC 6749 section 3.1.2.3).
 *
 * @param onDevice the client is a public one, which runs on its user's device
 */
export function chooseRedirectUri(
  registered: readonly string[],
  sent: string | undefined,
  onDevice: boolean,
): Result<string, RedirectProblem> {
  // One without a scheme, left behind by a dialect that was switched off, would lead to a page of our own.
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
 * Simple string comparison, nothing normalised (RFC 9700 section 2.1). The one exception: the port of a
 * loopback address, which a native application learns only when it starts listening (RFC 8252 section 7.3: "MUST
 * allow any port to be specified at the time of the request"). `localhost` counts as one for clients on a device
 * alone, because it may be made to resolve elsewhere (section 8.3); it is never the same as 127.0.0.1.
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

/** Whether the port of a loopback address is one that no browser can be sent to. */
function hasWrongPort(uri: string): boolean {
  const port = LOOPBACK.exec(uri)?.[2];
  return port !== undefined && !(Number(port) >= 1 && Number(port) <= 65_535);
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
 * @param allow.anyPort the port of a loopback address says nothing, so a wrong one does no harm
 */
export function redirectUriProblem(
  uri: string,
  allow: { privateUse: boolean; schemeless: boolean; anyPort?: boolean },
): string | null {
  if (uri === '') return 'A redirect URI must not be empty.';
  if (uri.length > LONGEST) return `A redirect URI must not be longer than ${LONGEST} characters.`;
  // RFC 6749 section 3.1.2: the fragment would swallow the answer's parameters.
  if (uri.includes('#')) return 'A redirect URI must not have a fragment ("#…").';
  if (!URI_CHARACTERS.test(uri)) {
    return 'A redirect URI must be plain ASCII without spaces, with anything else percent-encoded.';
  }
  if (allow.privateUse && isPrivateUse(uri)) return null;
  const plain = allow.anyPort ? (withoutLoopbackPort(uri, true) ?? uri) : uri;
  const absolute = allow.schemeless && isSchemeless(plain) ? withHttps(plain) : plain;
  if (!HTTPS.test(absolute) && !HTTP_LOOPBACK.test(absolute)) {
    return allow.privateUse
      ? 'A redirect URI must begin with https://, or http:// for 127.0.0.1, [::1] or localhost, or be of a private-use scheme such as com.example.app:/callback.'
      : 'A redirect URI must begin with https://, or http:// for 127.0.0.1, [::1] or localhost.';
  }
  return absoluteProblem(absolute);
}

/**
 * A scheme that an application has for its own (RFC 8252 section 7.1). By the RFC it is a domain name in reverse;
 * applications that people use have one word, so what cannot be one is listed instead.
 */
function isPrivateUse(uri: string): boolean {
  const scheme = PRIVATE_USE.exec(uri)?.[1];
  return scheme !== undefined && !NEVER_PRIVATE.has(scheme) && !NEVER_FAMILIES.test(scheme);
}

function absoluteProblem(uri: string): string | null {
  const parsed = URL.parse(uri);
  if (!parsed) return 'This is not a URL: check the host name and the port.';
  if (parsed.username !== '' || parsed.password !== '') {
    return 'A redirect URI must not have a user name or password.';
  }
  // A browser could read such a URI as another address than the one that stands there.
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
