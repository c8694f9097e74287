import type { Caller } from './types.ts';

/**
 * Whether the caller's role permits `permission`, such as `contact.delete`. A `*` in what the caller holds stands
 * for any run of characters, so `contact.*` and `*` both permit it. Nobody (`null`) may do nothing.
 */
export function can(caller: Caller | null, permission: string): boolean {
  return caller?.permissions.some((held) => matches(held, permission)) ?? false;
}

/** Walks the pieces between the stars instead of building a regular expression, which could be made to hang. */
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
