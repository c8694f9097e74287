import ipaddr from 'ipaddr.js';

/**
 * The network by which an address is counted: itself for IPv4, however it is spelled; for IPv6 the /64 around it,
 * because whoever has one address of it has them all. `unknown` for what is no address.
 */
export function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv6' ? address.toByteArray().slice(0, 8).join('.') : address.toString();
}
