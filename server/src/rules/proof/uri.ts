const HTTP_URI = /^https?:\/\/[^\s\\@/?#]+(?:[/?#][^\s\\]*)?$/i;
const UNRESERVED = /[A-Za-z0-9\-._~]/;

/**
 * Returns the form in which `htu` and the URI of a request are compared: without query and fragment (RFC 9449
 * section 4.3, check 9), normalized by syntax and scheme (RFC 3986 sections 6.2.2 and 6.2.3). Returns `null`
 * if it is not an http URI. Blanks, backslashes and user names are rejected, because parsers repair them
 * differently.
 */
export function comparableUri(uri: string): string | null {
  if (!HTTP_URI.test(uri)) return null;
  const url = URL.parse(uri);
  return url && `${url.protocol}//${url.host}${normalPath(url.pathname)}`;
}

/** `%7e` becomes `~`, and `%2f` becomes `%2F`. */
function normalPath(path: string): string {
  return path.replace(/%[0-9A-Fa-f]{2}/g, (triplet) => {
    const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
    return UNRESERVED.test(character) ? character : triplet.toUpperCase();
  });
}
