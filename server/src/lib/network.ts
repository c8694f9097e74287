import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Returns the network by which an address is counted: an IPv4 address in its canonical form, or the /64 of an
 * IPv6 address, because one subscriber usually has all addresses of it. Returns `unknown` for a text that is
 * not an address.
 */
export function networkOf(ip: string): string {
  // Nearly all, in their canonical form already.
  if (isIPv4(ip)) return ip;
  if (!ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv6' ? address.toByteArray().slice(0, 8).join('.') : address.toString();
}

/**
 * Returns the network of an address as text: the /24 of IPv4 (`203.0.113.0/24`), the /48 of IPv6 (`2001:0db8:0000::/48`). An
 * IPv4 address that arrived over an IPv6 socket counts as IPv4. Returns `null` for a text that is not an address.
 */
export function networkAround(ip: string): string | null {
  if (isIPv4(ip)) return `${ip.slice(0, ip.lastIndexOf('.'))}.0/24`;
  if (!ipaddr.isValid(ip)) return null;
  const address = ipaddr.process(ip);
  const bytes = address.toByteArray();
  if (address.kind() === 'ipv4') return `${bytes.slice(0, 3).join('.')}.0/24`;
  const groups = [0, 2, 4].map((at) => Buffer.from(bytes.slice(at, at + 2)).toString('hex'));
  return `${groups.join(':')}::/48`;
}
