import { createHash } from 'node:crypto';

/** The prefix of a leaf. Without it, an inner node could be passed off as a row (RFC 9162 section 2.1.1). */
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** Returns the digest of one leaf (RFC 9162 section 2.1.1). */
export function leafDigest(content: string): Buffer {
  return createHash('sha256').update(LEAF).update(content).digest();
}

/**
 * Returns the root of the Merkle tree over leaves in their order (RFC 9162 section 2.1.1). The last node of
 * an odd level moves up unchanged, which gives the same tree as splitting at the largest power of two.
 */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest();
  let level = leaves;
  while (level.length > 1) level = levelAbove(level);
  return level[0] ?? Buffer.alloc(0);
}

function levelAbove(level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at], level[at + 1]];
    if (left && right) above.push(createHash('sha256').update(NODE).update(left).update(right).digest());
    else if (left) above.push(left);
  }
  return above;
}
