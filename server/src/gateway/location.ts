/** Rewrites the URL in a header so that the caller can use it. */
export type Relocate = (name: string, value: string) => string;

const LOCATIONS = ['location', 'content-location'];

/**
 * An upstream that does not know its public name redirects callers to its own address, which they cannot
 * reach and should not learn. In `Location` and `Content-Location` (RFC 9110 sections 10.2.2 and 8.7), its
 * origin is replaced with the public one; the rest stays byte for byte.
 */
export function relocateFrom(upstream: string): (publicOrigin: () => string) => Relocate {
  const own = new URL(upstream);
  return (publicOrigin) => (name, value) => {
    if (!LOCATIONS.includes(name)) return value;
    const [whole = '', authority] = /^(?:https?:)?\/\/([^/?#]*)/i.exec(value) ?? [];
    const named = authority === undefined ? null : URL.parse(whole, own.origin);
    return named?.origin === own.origin ? publicOrigin() + value.slice(whole.length) : value;
  };
}
