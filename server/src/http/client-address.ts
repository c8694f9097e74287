import type { IncomingHttpHeaders } from 'node:http';
import ipaddr from 'ipaddr.js';
import { isAllowed } from '../lib/ip-blocks.ts';

/** More proxies than anybody has in a row; whoever sends more wants us to be busy. */
const MOST = 32;

/**
 * The address of whoever is behind the proxies. Each proxy appends the address that it was called from to
 * `X-Forwarded-For`, so the list is read from its end, and only as far as the proxies are trusted: what stands before
 * the first address that is none of theirs was written by whoever called them, and proves nothing.
 *
 * @param peer the address of the connection itself
 * @param forwarded the values of `X-Forwarded-For`, several joined by commas
 * @param trusted addresses and CIDR blocks of the proxies; none: nobody is believed
 * @returns an address; where a trusted proxy wrote something else, the address of that proxy
 */
export function clientAddress(
  peer: string,
  forwarded: string | undefined,
  trusted: readonly string[],
): string {
  let address = peer;
  if (forwarded === undefined || trusted.length === 0) return address;
  for (const hop of forwarded.split(',').slice(-MOST).toReversed()) {
    if (!isAllowed(address, trusted)) return address;
    const named = withoutPort(hop.trim());
    if (named === null) return address;
    address = named;
  }
  return address;
}

/** Whether a proxy that is trusted says that it was called over TLS, by `X-Forwarded-Proto`. */
export function cameOverTls(peer: string, headers: IncomingHttpHeaders, trusted: readonly string[]): boolean {
  // Of several values the last one is the nearest proxy's.
  const told = headers['x-forwarded-proto'];
  const last = (Array.isArray(told) ? told.join(',') : told)?.split(',').at(-1)?.trim();
  return last === 'https' && isAllowed(peer, trusted);
}

/** `[2001:db8::1]:443` and `192.0.2.1:443` as some proxies write them; `null` for what is no address. */
function withoutPort(text: string): string | null {
  const bare =
    /^\[([0-9a-fA-F:.]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare);
  return isAddress ? bare : null;
}
