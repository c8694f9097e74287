import type { Api } from '../api.ts';
import { auditEvent } from '../audit/event.ts';
import type { Inbound } from '../http/inbound.ts';
import { SECOND } from '../lib/clock.ts';
import { sha256 } from '../lib/compare.ts';
import { newSecret } from '../lib/ids.ts';
import type { Session, User } from '../model/index.ts';
import { readCookie, setCookie } from './cookie.ts';

/** Somebody at a browser, known by their session. */
export interface SignedIn {
  user: User;
  session: Session;
}

/** Who is signed in at this browser; `null` for nobody, or when the session has expired. */
export async function readSession(api: Api, request: Inbound): Promise<SignedIn | null> {
  const secret = readCookie(api.address, request, 'session');
  return secret === null ? null : api.store.session(sha256(secret), api.clock.now());
}

/**
 * Begins a session for `user` and returns the `Set-Cookie` value. The secret is new at every sign-in and whatever
 * session the browser had before ends: a cookie that an attacker planted never becomes the victim's session.
 */
export async function openSession(api: Api, request: Inbound, user: User): Promise<string> {
  const now = api.clock.now();
  const earlier = await readSession(api, request);
  if (earlier) await closeSession(api, request, earlier, 'replaced');
  const secret = newSecret();
  const lifetime = api.config.lifetimes.session;
  await api.store.openSession(
    {
      hash: sha256(secret),
      userId: user.id,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + lifetime * SECOND,
    },
    [auditEvent(api, request, 'session.opened', { userId: user.id })],
  );
  return setCookie(api.address, 'session', secret, lifetime);
}

/** Ends a session for good: its cookie opens nothing afterwards, whoever still has it. */
export async function closeSession(
  api: Api,
  request: Inbound,
  { session, user }: SignedIn,
  reason: 'signed_out' | 'replaced',
): Promise<void> {
  await api.store.endSession(session.hash, [
    auditEvent(api, request, 'session.ended', { userId: user.id, detail: { reason } }),
  ]);
}
