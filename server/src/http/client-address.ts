import type { IncomingHttpHeaders } from 'node:http';
import ipaddr from 'ipaddr.js';
import { isAllowed } from '../lib/ip-blocks.ts';

/** Longer chains of proxies do not occur in practice; the limit bounds the work for a forged header. */
const MOST = 32;

/**
 * Returns the client's address behind the proxies. Each proxy appends the address that called it to
 * `X-Forwarded-For`, so the list is read from its end, and only across trusted proxies: anyone could have
 * written the entries before the first untrusted address.
 *
 * @param peer the address of the connection itself
 * @param forwarded the values of `X-Forwarded-For`, several joined by commas
 * @param trusted addresses and CIDR blocks of the proxies; if empty, the header is ignored
 * @returns an address; where a trusted proxy wrote something that is not one, the address of that proxy
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

/** Returns whether a trusted proxy says by `X-Forwarded-Proto` that it was called over TLS. */
export function cameOverTls(peer: string, headers: IncomingHttpHeaders, trusted: readonly string[]): boolean {
  // Of several values, the nearest proxy wrote the last.
  const told = headers['x-forwarded-proto'];
  const last = (Array.isArray(told) ? told.join(',') : told)?.split(',').at(-1)?.trim();
  return last === 'https' && isAllowed(peer, trusted);
}

/**
 * Accepts `[2001:db8::1]:443` and `192.0.2.1:443`, as some proxies write them. Returns `null` for a text that
 * is not an address.
 */
function withoutPort(text: string): string | null {
  const bare =
    /^\[([0-9a-fA-F:.]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare);
  return isAddress ? bare : null;
}
