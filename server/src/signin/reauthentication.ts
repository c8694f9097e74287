import type { Api } from '../api.ts';
import type { Inbound } from '../http/inbound.ts';
import { isCurrent, MINUTE } from '../lib/clock.ts';
import { sameSecret } from '../lib/compare.ts';
import type { Instant } from '../model/index.ts';
import { seal } from './form-token.ts';
import { SINCE, withoutNotes } from './own-notes.ts';

/** Long enough to find a password; a link that lies about longer asks once more. */
const LIFETIME = 30 * MINUTE;

/**
 * The address of this request with a note of when its user was told to sign in. Whoever comes back with a session
 * that is younger has done so. The request itself stays byte for byte, wherever its parameters are: taking `login`
 * out of `prompt` instead would not work for pushed and signed requests, and a user could do it by hand.
 */
export function addressAfterSignIn(api: Api, request: Inbound): string {
  const query = withoutNotes(request.query);
  const since = api.clock.now();
  return `${request.path}?${query}&${SINCE}=${since}.${sealed(api, query, since)}`;
}

/** When the user of this request was told to sign in; `null` when they were not, or too long ago. */
export function toldToSignInAt(api: Api, { query }: Inbound): Instant | null {
  const note = query.split('&').findLast((part) => part.startsWith(`${SINCE}=`));
  const match = /=(\d{1,15})\.([A-Za-z0-9_-]{43})$/.exec(note ?? '');
  if (!match) return null;
  const since = Number(match[1]);
  if (!sameSecret(match[2] ?? '', sealed(api, withoutNotes(query), since))) return null;
  return isCurrent({ issuedAt: since, expiresAt: since + LIFETIME }, api.clock.now()) ? since : null;
}

function sealed(api: Api, query: string, since: Instant): string {
  return seal(api, 'sign-in again', [query, since]);
}
