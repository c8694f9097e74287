import type { Inbound } from '../http/inbound.ts';

/** The time at which the user was told to sign in (`reauthentication.ts`). */
export const SINCE = 'latchkey_since';
/** Marks a page for which a form is stored (`kept-form.ts`). */
export const KEPT = 'latchkey_kept';
/** The language that the person chose on the way, above the client's wish. It stays in the address until they arrive. */
export const LANGUAGE = 'latchkey_language';
/** The secret of an application's answer about a consent (`hand-over/return.ts`). */
export const ANSWER = 'latchkey_answer';
/** Says that the application refused the sign-in (`hand-over/return.ts`). */
export const REFUSED = 'latchkey_refused';

/** The fields of a consent page, as they were before a search (`oauth/consent/search.ts`). */
export const ENTERED = 'latchkey_entered';

/**
 * Returns a query without our own parameters. Endpoints ignore unknown parameters, so any request can carry
 * these.
 */
export function withoutNotes(
  query: string,
  notes: readonly string[] = [SINCE, KEPT, ANSWER, REFUSED, ENTERED],
): string {
  return query
    .split('&')
    .filter((part) => !notes.some((note) => part.startsWith(`${note}=`)))
    .join('&');
}

/** Returns the address of a request without our own parameters. */
export function ownTarget({ path, query }: Inbound, notes?: readonly string[]): string {
  const rest = withoutNotes(query, notes);
  return rest === '' ? path : `${path}?${rest}`;
}

/** Returns whether an address of ours has one of our own parameters. */
export function hasNote(target: string, note: string): boolean {
  const query = target.slice(target.indexOf('?') + 1);
  return query.split('&').some((part) => part.startsWith(`${note}=`));
}
