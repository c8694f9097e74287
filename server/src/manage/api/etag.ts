import { hash } from 'node:crypto';
import type { Inbound } from '../../http/inbound.ts';

/**
 * Returns the strong entity tag of a representation (RFC 9110 section 8.8.3). A use is no change: somebody who edits a thing
 * that is in use must not be told that another has changed it.
 */
export function etagOf(body: unknown): string {
  const { lastUsedAt: _, ...changeable } = { ...(body as Record<string, unknown>) };
  return `"${hash('sha256', JSON.stringify(changeable), 'base64url').slice(0, 27)}"`;
}

/** Returns whether a list of entity tags has this one (RFC 9110 sections 13.1.1 and 13.1.2); `*` is any. */
export function hasTag(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  return header.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}

/**
 * Returns whether a change is meant for this representation: its `If-Match` has the tag, or it has none. A handler asks it of
 * what it changes, because another request may have changed that since `current` was compared.
 */
export function isMeantFor({ headers }: Pick<Inbound, 'headers'>, representation: unknown): boolean {
  const sent = headers['if-match'];
  return sent === undefined || hasTag(sent, etagOf(representation));
}
