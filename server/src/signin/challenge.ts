import type { Api } from '../api.ts';
import { auditEvent } from '../audit/event.ts';
import type { Inbound } from '../http/inbound.ts';
import { MINUTE } from '../lib/clock.ts';
import { sha256 } from '../lib/compare.ts';
import { looksMade, newSecret } from '../lib/ids.ts';
import { ok, type Result, refused } from '../lib/result.ts';
import { Budget } from '../limits/throttle.ts';
import type { SignInChallenge } from '../model/index.ts';
import { readCookie, setCookie } from './cookie.ts';

/** Long enough to find a password and a second factor. */
const LIFETIME = 10 * MINUTE;
/** A stranger can begin a sign-in, and each is a row. */
const BUDGET = new Budget('sign-in challenges', { network: 600, total: 20_000, seconds: 600 });

/** A challenge that has begun: its secret, and the cookie that the browser may need. */
export interface Begun {
  secret: string;
  headers: { 'set-cookie'?: string };
}

/**
 * Begins a sign-in or consent that another system decides, for this browser only.
 *
 * @param begins `answered`: what comes back from the other system is the secret itself, as `state` is
 * @returns whole seconds to wait if this network began too many
 */
export async function beginChallenge(
  api: Api,
  request: Inbound,
  begins: Pick<SignInChallenge, 'purpose' | 'asked'> & { answered?: boolean },
): Promise<Result<Begun, number>> {
  const wait = await BUDGET.take(api.runtime.throttles, request.ip);
  if (wait !== null) return refused(wait);
  const known = readCookie(api.address, request, 'begun');
  const browser = known ?? newSecret();
  const secret = newSecret();
  const now = api.clock.now();
  await api.store.beginSignInChallenge({
    hash: sha256(secret),
    purpose: begins.purpose,
    browserHash: sha256(browser),
    asked: begins.asked,
    answerHash: begins.answered ? sha256(secret) : null,
    answer: null,
    createdAt: now,
    expiresAt: now + LIFETIME,
    usedAt: null,
  });
  const cookie = setCookie(api.address, 'begun', browser, null);
  return ok({ secret, headers: known === null ? { 'set-cookie': cookie } : {} });
}

export type ChallengeProblem = 'other_browser' | 'used' | 'unknown';

/**
 * Takes what a browser brings back, once. Refuses another browser than the one that began, and ends the challenge:
 * otherwise an attacker could begin one, have a victim finish it, and be signed in as the victim, or sign the
 * victim's browser in as themself (session fixation and login CSRF).
 */
export async function takeChallenge(
  api: Api,
  request: Inbound,
  purpose: SignInChallenge['purpose'],
  secret: string | null,
): Promise<Result<SignInChallenge, ChallengeProblem>> {
  if (secret === null || !looksMade(secret)) return refused('unknown');
  const browser = readCookie(api.address, request, 'begun');
  const row = { outcome: 'denied', code: 'other_browser', detail: { purpose } } as const;
  const taken = await api.store.takeSignInChallenge({
    answerHash: sha256(secret),
    purpose,
    browserHash: browser === null ? null : sha256(browser),
    now: api.clock.now(),
    audit: [auditEvent(api, request, 'session.refused', row)],
  });
  return taken.outcome === 'taken' ? ok(taken.challenge) : refused(taken.outcome);
}
