const HTTP_URI = /^https?:\/\/[^\s\\@/?#]+(?:[/?#][^\s\\]*)?$/i;
const UNRESERVED = /[A-Za-z0-9\-._~]/;

/**
 * The form in which `htu` and the address of a request are compared: without query and fragment (RFC 9449 section
 * 4.3, check 9), normalised by syntax and by scheme (RFC 3986 sections 6.2.2 and 6.2.3). `null` for what is no
 * http URI; blanks, backslashes and user names are not repaired, because two parsers repair them differently.
 */
export function comparableUri(uri: string): string | null {
  if (!HTTP_URI.test(uri)) return null;
  const url = URL.parse(uri);
  return url && `${url.protocol}//${url.host}${normalPath(url.pathname)}`;
}

/** `%7e` is `~`, and `%2f` is `%2F`. */
function normalPath(path: string): string {
  return path.replace(/%[0-9A-Fa-f]{2}/g, (triplet) => {
    const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
    return UNRESERVED.test(character) ? character : triplet.toUpperCase();
  });
}
