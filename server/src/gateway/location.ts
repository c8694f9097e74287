/** Says a header's address as the caller has to send it. */
export type Relocate = (name: string, value: string) => string;

const LOCATIONS = ['location', 'content-location'];

/**
 * An API behind that does not know by which name it is called sends callers to its own address, which they cannot
 * reach and were not to know. In `Location` and `Content-Location` (RFC 9110 sections 10.2.2 and 8.7) the public
 * origin takes the place of that; the rest stays byte for byte.
 */
export function relocateFrom(upstream: string, publicOrigin: string): Relocate {
  const own = new URL(upstream);
  return (name, value) => {
    if (!LOCATIONS.includes(name)) return value;
    const [whole = '', authority] = /^(?:https?:)?\/\/([^/?#]*)/i.exec(value) ?? [];
    const named = authority === undefined ? null : URL.parse(whole, own.origin);
    return named?.origin === own.origin ? publicOrigin + value.slice(whole.length) : value;
  };
}
