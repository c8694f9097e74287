import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { DAY } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { looksMade, newId, newSecret } from '../../lib/ids.ts';
import { letterMail, type SpeakingApi } from '../../mail/letter.ts';
import { sealedFor } from '../../mail/sealed-secret.ts';
import type { Developer, Mail, MailedLink, User, UserId } from '../../model/index.ts';
import { knownOf, type PasswordProblem, passwordProblem } from '../../signin/chosen-password.ts';
import { decidingTenant } from '../../signin/outside/one-tenant.ts';
import { hashPassword } from '../../signin/passwords.ts';
import { admitMail } from '../../signin/reset/throttle.ts';
import { mailsAboutWaiting } from '../operators/approval-mails.ts';
import { knownLetter, SIGN_UP, signUpLetter } from './letters.ts';

const LIFETIME = DAY;

/**
 * Sends a link to an address, by which whoever reads it opens an account as a developer. Somebody who has one is told so by the mail:
 * neither the answer nor its time tells anybody else. Returns `null`, or the seconds to wait.
 */
export async function askSignUp(api: SpeakingApi, request: Inbound, email: string): Promise<number | null> {
  const wait = await admitMail(api.runtime.throttles, email, request.ip);
  if (wait !== null) return wait;
  const found = await api.store.userByEmail(email);
  const [id, secret] = [newId('mail'), newSecret()];
  const now = api.clock.now();
  const link: MailedLink = {
    ...{ hash: sha256(secret), purpose: 'sign_up', userId: null, email },
    ...{ createdAt: now, expiresAt: now + LIFETIME },
  };
  const place = { id, secret: sealedFor(api, id, secret) };
  const mail = found
    ? letterMail(
        api,
        { recipient: found.email, userId: found.id, tenantId: null },
        knownLetter(api, request, found),
      )
    : letterMail(
        api,
        { ...place, recipient: email, userId: null, tenantId: null },
        signUpLetter(api, request, new URL(`${SIGN_UP}/${id}`, api.address.origin).href),
      );
  // The address is not recorded: it may be that of somebody who never asked.
  const row = auditEvent(api, request, 'developer.sign_up_asked', { userId: found?.id ?? null });
  await api.store.mailLink({ link: found ? null : link, mails: [mail] }, [row]);
  return null;
}

/** Returns the address of a link, or `null` if it works no longer. Uses nothing up. */
export async function addressOfSignUp(api: Api, secret: string): Promise<string | null> {
  if (!looksMade(secret)) return null;
  const link = await api.store.mailedLink(sha256(secret), 'sign_up', api.clock.now());
  return link?.email ?? null;
}

export type SignUpOutcome =
  | { outcome: 'signed_up'; user: User; developer: Developer }
  | { outcome: 'gone' }
  | { outcome: 'taken'; email: string }
  | { outcome: 'refused'; problem: PasswordProblem };

/**
 * Opens an account for the holder of a link. They choose the password here and not where they typed the address: somebody who types
 * another's address would know the password of the account that its owner then confirms.
 */
export async function signUpByLink(
  api: Api,
  request: Inbound,
  given: { secret: string; name: string; password: string; purpose: string | null },
): Promise<SignUpOutcome> {
  const { secret, name, password, purpose } = given;
  const email = await addressOfSignUp(api, secret);
  if (email === null) return { outcome: 'gone' };
  const problem = await passwordProblem(password, knownOf(api.config, { email, name }));
  if (problem !== null) return { outcome: 'refused', problem };
  const now = api.clock.now();
  const user: User = {
    ...{ id: newId('usr'), email, name, createdAt: now },
    passwordHash: await hashPassword(password),
  };
  const developer = newDeveloper(api, user.id, purpose);
  const outcome = await api.store.signUpDeveloper({
    ...{ hash: sha256(secret), now, user, developer },
    mails: await mailsToOwners(api, user, developer),
    audit: [
      auditEvent(api, request, 'user.created', { userId: user.id, detail: { by: 'sign-up' } }),
      signedUp(api, request, developer),
    ],
  });
  if (outcome === 'signed_up') return { outcome, user, developer };
  return outcome === 'taken' ? { outcome, email } : { outcome };
}

/**
 * Makes somebody who has an account a developer. Returns what they are then, which they may have been before. `null`: a tenant decides who
 * signs in as them, so they have nothing beyond it.
 */
export async function becomeDeveloper(
  api: Api,
  request: Inbound,
  user: User,
  purpose: string | null,
): Promise<Developer | null> {
  if ((await decidingTenant(api, user.id)) !== null) return null;
  const developer = newDeveloper(api, user.id, purpose);
  await api.store.addDeveloper({
    developer,
    mails: await mailsToOwners(api, user, developer),
    audit: [signedUp(api, request, developer)],
  });
  return api.store.developer(user.id);
}

function newDeveloper({ config, clock }: Api, userId: UserId, purpose: string | null): Developer {
  const waits = config.developers.signUp === 'approval';
  return {
    ...{ userId, state: waits ? 'pending' : 'approved', purpose, reason: null },
    ...{ createdAt: clock.now(), decidedAt: null },
  };
}

function signedUp(api: Api, request: Inbound, { userId, state }: Developer) {
  return auditEvent(api, request, 'developer.signed_up', { userId, detail: { state } });
}

async function mailsToOwners(api: Api, { name, email }: User, developer: Developer): Promise<Mail[]> {
  if (developer.state !== 'pending') return [];
  return mailsAboutWaiting(api, { developer: { name, email, purpose: developer.purpose } });
}
