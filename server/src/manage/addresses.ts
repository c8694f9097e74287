import ipaddr from 'ipaddr.js';
import { ok, type Result, refused } from '../lib/result.ts';
import { type Sentence, sentence } from '../words/sentence.ts';

const MOST = 50;

/**
 * Reads an allowlist of addresses and CIDR blocks, one per entry. Returns `null` for an empty list (no
 * limit). The problem names the entry. Clears the host bits of blocks.
 */
export function readAllowlist(entries: readonly string[]): Result<string[] | null, Sentence> {
  if (entries.length === 0) return ok(null);
  if (entries.length > MOST) return refused(sentence('mostAddresses', MOST));
  const blocks = new Set<string>();
  for (const entry of entries) {
    const block = readBlock(entry);
    if (block === null) {
      return refused(sentence('noAddress', entry.slice(0, 60)));
    }
    blocks.add(block);
  }
  return ok([...blocks]);
}

function readBlock(entry: string): string | null {
  // ipaddr.js also parses 010.1 and 0x7f000001 as addresses, which a user hardly means.
  if (!/^[0-9a-f.:]+(\/\d{1,3})?$/i.test(entry)) return null;
  const [text = '', length] = entry.split('/');
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return null;
  const address = ipaddr.parse(text);
  const most = address.kind() === 'ipv4' ? 32 : 128;
  const bits = length === undefined ? most : Number(length);
  if (bits > most) return null;
  const cidr = `${address.toString()}/${bits}`;
  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(cidr)
      : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  return `${network.toString()}/${bits}`;
}
