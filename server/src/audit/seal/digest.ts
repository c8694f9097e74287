import { createHash } from 'node:crypto';
import type { AuditRow, AuditSeal, AuditSealPart } from '../../model/index.ts';
import { leafDigest, merkleRoot } from './merkle.ts';

/** In the order in which a digest has them. */
const FIELDS = [
  'id',
  'kind',
  'at',
  'tenantId',
  'userId',
  'clientId',
  'connectedAccountId',
  'grantId',
  'mode',
  'outcome',
  'code',
  'ip',
  'requestId',
  'detail',
] as const satisfies readonly (keyof AuditRow)[];

/**
 * Returns the digest of one row, base64url. Absent fields are left out, so that a field added in a later
 * version does not change earlier digests.
 */
export function rowDigest(row: AuditRow): string {
  const present: [name: string, value: unknown][] = [];
  for (const name of FIELDS) {
    const value = row[name];
    if (value !== null && value !== undefined) present.push([name, value]);
  }
  return leafDigest(JSON.stringify(present));
}

/** Letters that JSON does not write as they are, or may not. */
const NOT_PLAIN = /["\\]|[^ -~]/;
const LAST = FIELDS.length - 1;
/** How a field begins in what is digested. */
const BEGINNINGS = FIELDS.map((name) => `["${name}",`);

/**
 * Returns the same from the columns of a row, in a third of the time: without parsing its details. A row whose details were sealed in
 * other letters, such as with spaces, has another digest here.
 */
export function storedDigest(columns: readonly unknown[]): string {
  let text = '[';
  for (let at = 0; at < LAST; at++) {
    const value = columns[at];
    if (value === null) continue;
    const isPlain = typeof value === 'string' && !NOT_PLAIN.test(value);
    text += `${BEGINNINGS[at]}${isPlain ? `"${value}"` : JSON.stringify(value)}],`;
  }
  return leafDigest(`${text}["detail",${columns[LAST]}]]`);
}

/** Returns the Merkle root over the digests of rows, base64url in and out. */
export function rowsRoot(digests: readonly string[]): string {
  return merkleRoot(digests);
}

/** Returns the Merkle root of a seal from its parts alone, so that removed rows are not needed for it. */
export function sealRoot(parts: readonly Pick<AuditSealPart, 'kind' | 'rows' | 'root'>[]): string {
  const leaves = parts
    .toSorted((one, other) => (one.kind < other.kind ? -1 : 1))
    .map(({ kind, rows, root }) => leafDigest(JSON.stringify([kind, rows, root])));
  return merkleRoot(leaves);
}

/**
 * Returns the digest that is signed and that the next seal names: of everything in a seal but its signature.
 */
export function sealDigest(seal: Omit<AuditSeal, 'signature'>): string {
  const { number, firstId, lastId, at, root, previous, keyId } = seal;
  const content = JSON.stringify([number, firstId, lastId, at, root, previous, keyId]);
  return createHash('sha256').update(`latchkey audit seal\n${content}`).digest('base64url');
}
