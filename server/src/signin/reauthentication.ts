import type { Api } from '../api.ts';
import type { Inbound } from '../http/inbound.ts';
import { isCurrent, MINUTE } from '../lib/clock.ts';
import { sameSecret } from '../lib/compare.ts';
import type { Instant } from '../model/index.ts';
import { seal } from './form-token.ts';
import { SINCE, withoutNotes } from './own-notes.ts';

/** Long enough to look up a password. An older note is ignored and the user is asked again. */
const LIFETIME = 30 * MINUTE;

/**
 * Returns the address of this request with the sealed time at which its user was told to sign in. A session
 * that began after that time satisfies the request. The request itself stays byte for byte, wherever its
 * parameters are. Removing `login` from `prompt` instead would not work for pushed and signed requests, and a
 * user could do it by hand.
 */
export function addressAfterSignIn(api: Api, request: Inbound): string {
  const query = withoutNotes(request.query);
  const since = api.clock.now();
  return `${request.path}?${query}&${SINCE}=${since}.${sealed(api, query, since)}`;
}

/** Returns when the user of this request was told to sign in, or `null` if they were not, or too long ago. */
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
