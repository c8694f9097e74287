import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { inLanguageOf } from '../../mail/in-language-of.ts';
import type { SpeakingApi } from '../../mail/letter.ts';
import { knownOf, passwordProblem, sentenceAbout } from '../../signin/chosen-password.ts';
import { hashPassword, verifyPassword } from '../../signin/passwords.ts';
import { passwordChangedMail } from '../../signin/reset/letters.ts';
import { noticesOfAll, type SignedIn } from '../../signin/session.ts';
import type { SignInThrottle } from '../../signin/throttle.ts';
import { type Sentences, sentence } from '../../words/sentence.ts';

/** Problems by field. */
export type PasswordProblems = Sentences<'current' | 'next'>;

/**
 * Changes the user's own password and ends all their other sessions. Requires the old one, so that an
 * attacker cannot use an unlocked browser, and counts as a sign-in attempt. Returns the problems, or `null`
 * on success.
 */
export async function changePassword(
  api: SpeakingApi,
  throttle: SignInThrottle,
  request: Inbound,
  { user, session }: SignedIn,
  { current, next }: { current: string; next: string },
): Promise<PasswordProblems | null> {
  const problem = await passwordProblem(next, knownOf(api.config, user));
  if (problem !== null) return { next: sentenceAbout(problem) };
  const admission = await throttle.admit(user.email, request.ip);
  if (!admission.admitted) {
    return { current: sentence('attempts', admission.retryAfter) };
  }
  if (!(await verifyPassword(current, user.passwordHash))) return { current: sentence('notYourPassword') };
  await admission.succeeded();
  await api.store.setPassword({
    userId: user.id,
    passwordHash: await hashPassword(next),
    keep: session.hash,
    notices: await noticesOfAll(api, user.id, session.hash),
    mails: passwordChangedMail(await inLanguageOf(api, user.id), request, user),
    audit: [auditEvent(api, request, 'user.password_changed', { userId: user.id, detail: { by: user.id } })],
  });
  return null;
}

/** Ends the user's other sessions. Returns their number. */
export async function signOutElsewhere(
  api: Api,
  request: Inbound,
  { user, session }: SignedIn,
): Promise<number> {
  const detail = { reason: 'signed_out_elsewhere' };
  return api.store.endSessionsOf({
    userId: user.id,
    keep: session.hash,
    notices: await noticesOfAll(api, user.id, session.hash),
    audit: [auditEvent(api, request, 'session.ended', { userId: user.id, detail })],
  });
}
