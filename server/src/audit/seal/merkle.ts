import { hash } from 'node:crypto';

/** The prefix of a leaf. Without it, an inner node could be passed off as a row (RFC 9162 section 2.1.1). */
const LEAF = '\0';
const NODE = 1;
const DIGEST_BYTES = 32;

/** Returns the digest of one leaf, base64url (RFC 9162 section 2.1.1). */
export function leafDigest(content: string): string {
  return hash('sha256', LEAF + content, 'base64url');
}

/**
 * Returns the root of the Merkle tree over leaves in their order (RFC 9162 section 2.1.1), base64url in and out. The last node of
 * an odd level moves up unchanged, which gives the same tree as splitting at the largest power of two.
 */
export function merkleRoot(leaves: readonly string[]): string {
  const [first] = leaves;
  if (first === undefined) return hash('sha256', '', 'base64url');
  if (leaves.length === 1) return first;
  let level = levelAbove(leaves, 'base64url');
  while (level.length > 1) level = levelAbove(level, 'binary');
  return Buffer.from(level[0] ?? '', 'binary').toString('base64url');
}

/** Digests between the levels are strings of bytes: Node makes one in half the time of a Buffer. */
function levelAbove(level: readonly string[], encoding: 'base64url' | 'binary'): string[] {
  const above: string[] = [];
  const node = Buffer.alloc(1 + 2 * DIGEST_BYTES, NODE);
  for (let at = 0; at < level.length; at += 2) {
    const [left = '', right] = [level[at], level[at + 1]];
    node.write(left, 1, DIGEST_BYTES, encoding);
    if (right === undefined) above.push(node.toString('binary', 1, 1 + DIGEST_BYTES));
    else {
      node.write(right, 1 + DIGEST_BYTES, DIGEST_BYTES, encoding);
      above.push(hash('sha256', node, 'binary'));
    }
  }
  return above;
}
