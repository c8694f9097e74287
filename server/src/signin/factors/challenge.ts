import type { Api } from '../../api.ts';
import { isCurrent, MINUTE } from '../../lib/clock.ts';
import { sameSecret } from '../../lib/compare.ts';
import { newSecret } from '../../lib/ids.ts';
import { seal } from '../form-token.ts';

/** For as long as a page may be open before its passkey is used. */
const LIFETIME = 30 * MINUTE;

/** `enter`: to sign in. `add`: to make a passkey. */
export type ChallengeFor = 'enter' | 'add';

/** A challenge is for one purpose in one browser: by the cookie of its sign-in form, or by its session. */
export interface ChallengePlace {
  purpose: ChallengeFor;
  browser: string;
}

/**
 * Returns a challenge for a page (Web Authentication section 13.4.3). Nothing is stored until it is used: it says itself where it
 * belongs and when it was made, under a MAC.
 */
export function newChallenge(api: Api, place: ChallengePlace): string {
  const [nonce, at] = [newSecret(), api.clock.now()];
  return Buffer.from(`${nonce}.${at}.${macOf(api, place, nonce, at)}`).toString('base64url');
}

/** Returns what `useChallenge` takes, or `null` for a challenge of another place, or one that is too old. */
export function readChallenge(api: Api, place: ChallengePlace, challenge: string): Challenge | null {
  const text = Buffer.from(challenge, 'base64url').toString('utf8');
  const [, nonce, time, mac] = /^([A-Za-z0-9_-]{43})\.(\d{1,15})\.([A-Za-z0-9_-]{43})$/.exec(text) ?? [];
  if (nonce === undefined || mac === undefined) return null;
  const at = Number(time);
  if (!sameSecret(mac, macOf(api, place, nonce, at))) return null;
  // A restore may have forgotten the uses before it.
  if (at < api.runtime.restoredAt) return null;
  const expiresAt = at + LIFETIME;
  return isCurrent({ issuedAt: at, expiresAt }, api.clock.now()) ? { nonce, expiresAt } : null;
}

export interface Challenge {
  nonce: string;
  expiresAt: number;
}

/** Uses a challenge up, for all nodes. Returns whether it was the first time. */
export async function useChallenge(api: Api, { nonce, expiresAt }: Challenge): Promise<boolean> {
  const use = { purpose: 'passkey_challenge', key: nonce, expiresAt } as const;
  return (await api.store.useOnce(use)) === 'first';
}

function macOf(api: Api, { purpose, browser }: ChallengePlace, nonce: string, at: number): string {
  return seal(api, 'passkey challenge', [purpose, browser, nonce, at]);
}
