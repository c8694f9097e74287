/**
 * Returns the block around a network as `lib/network.ts` writes it: of IPv4 the /16 around a /24, of IPv6 the /32 around a
 * /48. Providers are given such blocks, and a new one says more than a new network of a known block, which most providers
 * assign again and again. Returns `null` for requests whose networks are not known.
 */
export function blockOf(network: string): string | null {
  const [, first, second] = /^(\d+)\.(\d+)\.\d+\.0\/24$/.exec(network) ?? [];
  if (first !== undefined) return `${first}.${second}.0.0/16`;
  const [, high, low] = /^([0-9a-f]{4}):([0-9a-f]{4}):[0-9a-f]{4}::\/48$/.exec(network) ?? [];
  return high === undefined ? null : `${high}:${low}::/32`;
}
