import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { MINUTE } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { looksMade, newId, newSecret } from '../../lib/ids.ts';
import { inLanguageOf } from '../../mail/in-language-of.ts';
import { letterMail, type SpeakingApi } from '../../mail/letter.ts';
import { sealedFor } from '../../mail/sealed-secret.ts';
import type { MailedLink, User, UserId } from '../../model/index.ts';
import { knownOf, type PasswordProblem, passwordProblem } from '../chosen-password.ts';
import { hashPassword } from '../passwords.ts';
import { noticesOfAll } from '../session.ts';
import { noPasswordLetter, passwordChangedMail, RESET, resetLetter } from './letters.ts';
import { admitMail } from './throttle.ts';

const LIFETIME = 30 * MINUTE;

/** Stands in for a person whom nobody knows, so that the same is done for their address. */
const NOBODY: User = {
  ...{ id: '' as UserId, email: 'nobody@unknown.invalid', name: 'Unknown' },
  ...{ passwordHash: '', createdAt: 0 },
};

/**
 * Sends a link to a new password to an address. Neither the answer nor its time tells whether there is an account: an address that nobody has
 * causes the same look-up, letter and commit, and no mail. Returns `null`, or the seconds to wait.
 */
export async function askReset(api: SpeakingApi, request: Inbound, email: string): Promise<number | null> {
  const wait = await admitMail(api.runtime.throttles, email, request.ip);
  if (wait !== null) return wait;
  const found = await api.store.userByEmail(email.trim());
  const user = found ?? NOBODY;
  const { link, mail } = letterTo(await inLanguageOf(api, user.id), request, user);
  const code = found ? null : 'unknown_address';
  // The address is not recorded as typed: people type passwords into the wrong field.
  const row = auditEvent(api, request, 'user.reset_asked', {
    ...{ userId: found?.id ?? null, outcome: found ? 'allowed' : 'denied', code },
  });
  await api.store.mailLink(found && { link: found.passwordHash === null ? null : link, mails: [mail] }, [
    row,
  ]);
  return null;
}

function letterTo(api: SpeakingApi, request: Inbound, user: User) {
  const id = newId('mail');
  const secret = newSecret();
  const now = api.clock.now();
  const link: MailedLink = {
    ...{ hash: sha256(secret), purpose: 'reset', userId: user.id, email: user.email },
    ...{ createdAt: now, expiresAt: now + LIFETIME },
  };
  const sealed = sealedFor(api, id, secret);
  const about = { id, recipient: user.email, userId: user.id, tenantId: null };
  const mail =
    user.passwordHash === null
      ? letterMail(api, about, noPasswordLetter(api, request, user))
      : letterMail(
          api,
          { ...about, secret: sealed },
          resetLetter(api, request, user, new URL(`${RESET}/${id}`, api.address.origin).href),
        );
  return { link, mail };
}

/** Returns the person whose password a link replaces, or `null` if it works no longer. Uses nothing up. */
export async function personOfReset(api: Api, secret: string): Promise<User | null> {
  if (!looksMade(secret)) return null;
  const link = await api.store.mailedLink(sha256(secret), 'reset', api.clock.now());
  return link?.userId ? api.store.userById(link.userId) : null;
}

export type ResetOutcome = { outcome: 'changed' | 'gone' } | { outcome: 'refused'; problem: PasswordProblem };

/**
 * Replaces a password by the one that the holder of a link chose. It ends all sessions and signs nobody in: who has a second
 * factor proves it at the next sign-in, as ever.
 */
export async function resetByLink(
  api: SpeakingApi,
  request: Inbound,
  { secret, password }: { secret: string; password: string },
): Promise<ResetOutcome> {
  const user = await personOfReset(api, secret);
  if (!user) return { outcome: 'gone' };
  const problem = await passwordProblem(password, knownOf(api.config, user));
  if (problem !== null) return { outcome: 'refused', problem };
  const outcome = await api.store.resetPassword({
    ...{ hash: sha256(secret), now: api.clock.now() },
    passwordHash: await hashPassword(password),
    notices: await noticesOfAll(api, user.id, null),
    mails: passwordChangedMail(await inLanguageOf(api, user.id), request, user),
    audit: [
      auditEvent(api, request, 'user.password_changed', {
        userId: user.id,
        detail: { by: user.id, way: 'mailed link' },
      }),
    ],
  });
  return { outcome };
}
