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
  if (leaves.length === 0) return hash('sha256', '', 'base64url');
  let level: Buffer[] = leaves.map((leaf) => Buffer.from(leaf, 'base64url'));
  while (level.length > 1) level = levelAbove(level);
  return (level[0] ?? Buffer.alloc(0)).toString('base64url');
}

function levelAbove(level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  const node = Buffer.alloc(1 + 2 * DIGEST_BYTES, NODE);
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at], level[at + 1]];
    if (left && right) {
      left.copy(node, 1);
      right.copy(node, 1 + DIGEST_BYTES);
      above.push(hash('sha256', node, 'buffer'));
    } else if (left) above.push(left);
  }
  return above;
}
