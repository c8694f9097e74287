import type { Api } from '../../api.ts';
import { isCurrent, MINUTE } from '../../lib/clock.ts';
import { sameSecret } from '../../lib/compare.ts';
import type { Client, Instant } from '../../model/index.ts';
import { formsOf, seal } from '../../signin/form-token.ts';
import type { SignedIn } from '../../signin/session.ts';

/** Long enough to ask a colleague; short enough that a forgotten tab decides nothing. */
const LIFETIME = 30 * MINUTE;

/** Everything that a person saw when they decided. If any of it is different now, they did not decide this. */
export interface Shown {
  visitor: SignedIn;
  tenantId: string;
  client: Client;
  redirectUri: string;
  scopes: string[];
  /** The query of the authorization request, byte for byte; what it may name is stored and does not change. */
  query: string;
}

/** The hidden field that ties a decision to what was shown, to whom, in which session. */
export function consentNote(api: Api, shown: Shown): string {
  const expires = api.clock.now() + LIFETIME;
  return `${expires}.${sealed(api, shown, expires)}`;
}

/** Whether `note` was made for exactly this and is still good. */
export function isConsentNote(api: Api, shown: Shown, note: string | undefined): boolean {
  const match = /^(\d{1,15})\.([A-Za-z0-9_-]{43})$/.exec(note ?? '');
  if (!match) return false;
  const expires = Number(match[1]);
  const times = { issuedAt: expires - LIFETIME, expiresAt: expires };
  return sameSecret(match[2] ?? '', sealed(api, shown, expires)) && isCurrent(times, api.clock.now());
}

function sealed(api: Api, shown: Shown, expires: Instant): string {
  const { visitor, client } = shown;
  return seal(api, 'consent', [
    formsOf(visitor.session),
    visitor.user.id,
    shown.tenantId,
    client.id,
    client.name,
    shown.redirectUri,
    shown.scopes.join(' '),
    shown.query,
    expires,
  ]);
}
