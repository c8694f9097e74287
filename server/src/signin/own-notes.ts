import type { Inbound } from '../http/inbound.ts';

/** When somebody was told to sign in (`reauthentication.ts`). */
export const SINCE = 'latchkey_since';
/** That a form waits for this page (`kept-form.ts`). */
export const KEPT = 'latchkey_kept';

/** A query without notes of our own. Unknown parameters are ignored everywhere, so these can travel with any request. */
export function withoutNotes(query: string, notes: readonly string[] = [SINCE, KEPT]): string {
  return query
    .split('&')
    .filter((part) => !notes.some((note) => part.startsWith(`${note}=`)))
    .join('&');
}

/** The address of a request without them. */
export function ownTarget({ path, query }: Inbound, notes?: readonly string[]): string {
  const rest = withoutNotes(query, notes);
  return rest === '' ? path : `${path}?${rest}`;
}
