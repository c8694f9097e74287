import { createHash } from 'node:crypto';
import type { AuditRow, AuditSeal, AuditSealPart } from '../../model/index.ts';
import { leafDigest, merkleRoot } from './merkle.ts';

/**
 * Returns the digest of one row, base64url. Absent fields are left out, so that a field added in a later
 * version does not change earlier digests.
 */
export function rowDigest(row: AuditRow): string {
  const { id, kind, at, tenantId, userId, clientId, connectedAccountId, grantId, mode, ...rest } = row;
  const { outcome, code, ip, requestId, detail } = rest;
  const fields = { id, kind, at, tenantId, userId, clientId, connectedAccountId, grantId, mode };
  const present = Object.entries({ ...fields, outcome, code, ip, requestId, detail }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return leafDigest(JSON.stringify(present)).toString('base64url');
}

/** Returns the Merkle root over the digests of rows, base64url in and out. */
export function rowsRoot(digests: readonly string[]): string {
  return merkleRoot(digests.map((digest) => Buffer.from(digest, 'base64url'))).toString('base64url');
}

/** Returns the Merkle root of a seal from its parts alone, so that removed rows are not needed for it. */
export function sealRoot(parts: readonly Pick<AuditSealPart, 'kind' | 'rows' | 'root'>[]): string {
  const leaves = parts
    .toSorted((one, other) => (one.kind < other.kind ? -1 : 1))
    .map(({ kind, rows, root }) => leafDigest(JSON.stringify([kind, rows, root])));
  return merkleRoot(leaves).toString('base64url');
}

/**
 * Returns the digest that is signed and that the next seal names: of everything in a seal but its signature.
 */
export function sealDigest(seal: Omit<AuditSeal, 'signature'>): string {
  const { number, firstId, lastId, at, root, previous, keyId } = seal;
  const content = JSON.stringify([number, firstId, lastId, at, root, previous, keyId]);
  return createHash('sha256').update(`latchkey audit seal\n${content}`).digest('base64url');
}
