import ipaddr from 'ipaddr.js';

type Ip = ReturnType<typeof ipaddr.parse>;

/**
 * Returns whether an address is in one of the CIDR blocks. An IPv4 address that arrived over an IPv6 socket
 * counts as IPv4. An address or block that cannot be parsed matches nothing.
 */
export function isAllowed(ip: string, allowlist: readonly string[]): boolean {
  if (!ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  return allowlist.some((block) => contains(block, address));
}

/** Returns whether a text is an address of this machine. */
export function isLoopback(ip: string): boolean {
  return ipaddr.isValid(ip) && ipaddr.process(ip).range() === 'loopback';
}

/** Whether a text is an address or a CIDR block. */
export function isBlock(text: string): boolean {
  return /^[0-9a-f.:]+(\/\d{1,3})?$/i.test(text) && readBlock(text) !== null;
}

function contains(block: string, address: Ip): boolean {
  const range = readBlock(block);
  // Comparing an IPv4 address with an IPv6 block throws, so the kinds are compared first.
  return range !== null && range[0].kind() === address.kind() && address.match(range);
}

function readBlock(block: string): [Ip, number] | null {
  try {
    const [base, bits] = block.includes('/') ? ipaddr.parseCIDR(block) : single(block);
    return base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && bits >= 96
      ? [base.toIPv4Address(), bits - 96]
      : [base, bits];
  } catch {
    return null;
  }
}

function single(block: string): [Ip, number] {
  const address = ipaddr.parse(block);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
