import type { Caller } from './types.ts';

/** A record, for permission checks: the user id of its owner, or `null` if it has none. */
export interface Owned {
  ownerId: string | null;
}

const OWN = ':own';
const ANY = ':any';

/**
 * Returns whether the caller's role permits `permission`, such as `contact.delete`, on `record`. A `*` in a
 * held permission stands for any characters, so `contact.*` and `*` both permit it. `contact.delete:own`
 * permits it on records whose owner is the calling user; without a record it permits nothing. Returns false
 * for a `null` caller.
 */
export function can(caller: Caller | null, permission: string, record?: Owned): boolean {
  if (!caller) return false;
  const isOwn = typeof record?.ownerId === 'string' && record.ownerId === caller.user?.id;
  return caller.permissions.some((held) => {
    if (held.endsWith(OWN)) return isOwn && matches(held.slice(0, -OWN.length), permission);
    return matches(held.endsWith(ANY) ? held.slice(0, -ANY.length) : held, permission);
  });
}

/**
 * Matches the pieces between the stars instead of building a regular expression, which could take exponential
 * time.
 */
function matches(pattern: string, text: string): boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return pattern === text;
  const last = pieces[pieces.length - 1] ?? '';
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, from);
    if (found < 0 || found + piece.length > end) return false;
    from = found + piece.length;
  }
  return true;
}
