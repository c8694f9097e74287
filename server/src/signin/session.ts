import type { Api } from '../api.ts';
import { auditEvent } from '../audit/event.ts';
import type { Inbound } from '../http/inbound.ts';
import { DAY, SECOND } from '../lib/clock.ts';
import { sha256 } from '../lib/compare.ts';
import { newId, newSecret } from '../lib/ids.ts';
import type { AuthMethod, LogoutNotice, Session, SignInElsewhere, User, UserId } from '../model/index.ts';
import { browserName } from './browser-name.ts';
import { readCookie, setCookie } from './cookie.ts';

/** A client that is unreachable for this long is not notified any more. */
const TOLD_WITHIN = DAY;

/** A user at a browser, identified by their session. */
export interface SignedIn {
  user: User;
  session: Session;
}

/** Returns the signed-in user of this browser, or `null` if there is none or the session has expired. */
export async function readSession(api: Api, request: Inbound): Promise<SignedIn | null> {
  const secret = readCookie(api.address, request, 'session');
  return secret === null ? null : api.store.session(sha256(secret), api.clock.now());
}

/**
 * Begins a session for `user`. Returns it with the `Set-Cookie` value. Each sign-in makes a new secret and
 * ends the browser's previous session: an attacker who planted a cookie never gets the victim's session
 * (session fixation).
 *
 * @param methods how the user signed in just now
 * @param elsewhere how another system says that they did
 */
export async function openSession(
  api: Api,
  request: Inbound,
  user: User,
  methods: readonly AuthMethod[],
  elsewhere: SignInElsewhere | null = null,
): Promise<{ cookie: string; session: Session }> {
  const now = api.clock.now();
  const earlier = await readSession(api, request);
  if (earlier)
    await closeSession(api, request, earlier, earlier.user.id === user.id ? 'renewed' : 'replaced');
  const secret = newSecret();
  const lifetime = api.config.lifetimes.session;
  const session: Session = {
    hash: sha256(secret),
    // If the same user signs in again, clients keep the session that they know.
    publicId: earlier?.user.id === user.id ? earlier.session.publicId : newId('ses'),
    userId: user.id,
    methods,
    elsewhere,
    browser: browserName(request.headers['user-agent']),
    createdAt: now,
    lastSeenAt: now,
    expiresAt: now + lifetime * SECOND,
  };
  const opened = { userId: user.id, detail: { methods } };
  await api.store.openSession(session, [auditEvent(api, request, 'session.opened', opened)]);
  return { cookie: setCookie(api.address, 'session', secret, lifetime), session };
}

/** Ends a session permanently: a copy of its cookie is useless afterwards. */
export async function closeSession(
  api: Api,
  request: Inbound,
  { session, user }: SignedIn,
  reason: 'signed_out' | 'replaced' | 'renewed',
): Promise<void> {
  const audit = [auditEvent(api, request, 'session.ended', { userId: user.id, detail: { reason } })];
  await api.store.endSession(
    session.hash,
    audit,
    reason === 'renewed' ? [] : await noticesOf(api, session.publicId, user.id),
  );
}

/** Returns the logout notices for ending all sessions of a user except the one with the hash `keep`. */
export async function noticesOfAll(
  api: Pick<Api, 'config' | 'store' | 'clock'>,
  userId: UserId,
  keep: string | null,
): Promise<LogoutNotice[]> {
  const all = await api.store.sessionsOf(userId, api.clock.now());
  const ending = all.filter(({ hash }) => hash !== keep);
  return (await Promise.all(ending.map(({ publicId }) => noticesOf(api, publicId, userId)))).flat();
}

/**
 * Returns a notice for each client that this session signed in to and that registered for them (Back-Channel
 * Logout section 2.3).
 */
async function noticesOf(
  api: Pick<Api, 'config' | 'store' | 'clock'>,
  sessionId: string,
  userId: UserId,
): Promise<LogoutNotice[]> {
  if (!api.config.signIn || sessionId === '') return [];
  const now = api.clock.now();
  const clients = await api.store.clientsOfSession(userId, sessionId);
  return clients
    .filter(({ settings }) => settings.backchannelLogoutUri !== undefined)
    .map(({ id }) => ({
      id: newId('out'),
      clientId: id,
      userId,
      sessionId,
      attempts: 0,
      dueAt: now,
      expiresAt: now + TOLD_WITHIN,
    }));
}
