import ipaddr from 'ipaddr.js';

/**
 * Returns the network by which an address is counted: an IPv4 address in its canonical form, or the /64 of an
 * IPv6 address, because one subscriber usually has all addresses of it. Returns `unknown` for a text that is
 * not an address.
 */
export function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv6' ? address.toByteArray().slice(0, 8).join('.') : address.toString();
}
