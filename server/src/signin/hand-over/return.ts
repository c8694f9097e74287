import type { Api } from '../../api.ts';
import { originAt } from '../../config/addressing/address.ts';
import type { Inbound } from '../../http/inbound.ts';
import { isCurrent, MINUTE } from '../../lib/clock.ts';
import { sameSecret } from '../../lib/compare.ts';
import type { Instant } from '../../model/index.ts';
import { seal } from '../form-token.ts';
import { ANSWER, REFUSED, withoutNotes } from '../own-notes.ts';
import type { ConsentAsked } from './asked.ts';

/** The page that takes the application's answer about a sign-in. */
export const SIGN_IN_RETURN = '/sign-in/return';

/** A redirect takes a moment. */
const LIFETIME = MINUTE;

/** Returns where a browser brings the answer about a sign-in, on the host that has its cookie. */
export function answerAddress(api: Api, host: string, secret: string): string {
  return `${originAt(api.address.origin, host)}${SIGN_IN_RETURN}?answer=${secret}`;
}

/** Returns the authorization request again, with the secret of the answer about its consent. */
export function consentAddress(api: Api, { host, path, query }: ConsentAsked, secret: string): string {
  return `${originAt(api.address.origin, host)}${path}?${query}&${ANSWER}=${secret}`;
}

/** Returns the secret of the answer that came with a request, or `null`. */
export function answerIn({ query }: Pick<Inbound, 'query'>): string | null {
  const note = query.split('&').findLast((part) => part.startsWith(`${ANSWER}=`));
  return note?.slice(ANSWER.length + 1) ?? null;
}

/** Returns an authorization request again, with a note that the application refused the sign-in. */
export function refusedAddress(api: Api, returnTo: string): string {
  const [path = '', query = ''] = returnTo.split(/\?(.*)/s);
  const bare = withoutNotes(query);
  const since = api.clock.now();
  return `${path}?${bare}&${REFUSED}=${since}.${sealed(api, bare, since)}`;
}

/** Returns whether the application has just refused the sign-in that this request needs. */
export function wasRefused(api: Api, { query }: Inbound): boolean {
  const note = query.split('&').findLast((part) => part.startsWith(`${REFUSED}=`));
  const match = /=(\d{1,15})\.([A-Za-z0-9_-]{43})$/.exec(note ?? '');
  if (!match) return false;
  const since = Number(match[1]);
  if (!sameSecret(match[2] ?? '', sealed(api, withoutNotes(query), since))) return false;
  return isCurrent({ issuedAt: since, expiresAt: since + LIFETIME }, api.clock.now());
}

function sealed(api: Api, query: string, since: Instant): string {
  return seal(api, 'sign-in refused', [query, since]);
}
