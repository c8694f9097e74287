import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { DAY } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { looksMade, newId, newSecret } from '../../lib/ids.ts';
import { isMailAddress } from '../../lib/mail-address.ts';
import { inLanguageOf } from '../../mail/in-language-of.ts';
import { letterMail, type SpeakingApi } from '../../mail/letter.ts';
import { sealedFor } from '../../mail/sealed-secret.ts';
import type { LinkPurpose, Mail, MailedLink, User } from '../../model/index.ts';
import { askedFrom } from '../../signin/asked-from.ts';
import { hashPassword, verifyPassword } from '../../signin/passwords.ts';
import { admitMail } from '../../signin/reset/throttle.ts';
import { noticesOfAll } from '../../signin/session.ts';
import type { SignInThrottle } from '../../signin/throttle.ts';

/** The pages of the links; a secret follows behind a slash. */
export const CONFIRM_ADDRESS = '/sign-in/address';
export const UNDO_ADDRESS = '/sign-in/address/undo';

const CONFIRMED_WITHIN = DAY;
const UNDONE_WITHIN = 7 * DAY;

export type AddressProblem =
  | { field: 'email'; problem: 'noAddress' | 'same' }
  | { field: 'current'; problem: 'wrong' }
  | { field: 'email' | 'current'; problem: 'wait'; seconds: number };

/**
 * Sends a link to another address for signing in; the address counts when the link was opened. It takes the password, so that an
 * unlocked browser is not enough. For an address that somebody has, a mail there says so, and the answer is the same.
 */
export async function askAddress(
  api: SpeakingApi,
  throttle: SignInThrottle,
  request: Inbound,
  user: User,
  { email, current }: { email: string; current: string },
): Promise<AddressProblem | null> {
  if (!isMailAddress(email)) return { field: 'email', problem: 'noAddress' };
  if (email.toLowerCase() === user.email.toLowerCase()) return { field: 'email', problem: 'same' };
  const admission = await throttle.admit(user.email, request.ip);
  if (!admission.admitted) return { field: 'current', problem: 'wait', seconds: admission.retryAfter };
  if (!(await verifyPassword(current, user.passwordHash))) return { field: 'current', problem: 'wrong' };
  await admission.succeeded();
  const seconds = await admitMail(api.runtime.throttles, email, request.ip);
  if (seconds !== null) return { field: 'email', problem: 'wait', seconds };

  const other = await api.store.userByEmail(email);
  const spoken = await inLanguageOf(api, (other ?? user).id);
  const { ask, taken } = spoken.words.addresses;
  const { title } = api.config;
  const asked = askedFrom(spoken, request);
  const { link, place } = newLink(api, user, 'address', email, CONFIRMED_WITHIN);
  const mail = other
    ? letterMail(
        spoken,
        { recipient: other.email, userId: other.id, tenantId: null },
        {
          subject: taken.subject(title),
          name: other.name,
          says: [taken.says(title, asked)],
          ends: [taken.ends],
        },
      )
    : letterMail(
        spoken,
        { ...place, recipient: email, userId: user.id, tenantId: null },
        {
          subject: ask.subject(title),
          name: user.name,
          says: [ask.says(title, asked), ask.lasts],
          link: { label: ask.link, href: new URL(`${CONFIRM_ADDRESS}/${place.id}`, api.address.origin).href },
          ends: [ask.ignore],
        },
      );
  await api.store.mailLink({ link: other ? null : link, mails: [mail] }, [
    auditEvent(api, request, 'user.address_asked', { userId: user.id, detail: { by: user.id } }),
  ]);
  return null;
}

/** Returns the person and the address of a link, or `null` if it works no longer. Uses nothing up. */
export async function addressOfLink(
  api: SpeakingApi,
  secret: string,
  purpose: 'address' | 'undo_address',
): Promise<{ user: User; email: string } | null> {
  if (!looksMade(secret)) return null;
  const link = await api.store.mailedLink(sha256(secret), purpose, api.clock.now());
  const user = link?.userId ? await api.store.userById(link.userId) : null;
  return link && user ? { user, email: link.email } : null;
}

/** Makes the mailed address the one to sign in with, and tells the one before how to undo that. */
export async function confirmAddress(
  api: SpeakingApi,
  request: Inbound,
  secret: string,
): Promise<'changed' | 'gone' | 'taken'> {
  const found = await addressOfLink(api, secret, 'address');
  if (!found) return 'gone';
  const { user } = found;
  const { link: undo, place } = newLink(api, user, 'undo_address', user.email, UNDONE_WITHIN);
  const spoken = await inLanguageOf(api, user.id);
  const { told } = spoken.words.addresses;
  const { title } = api.config;
  const mail = letterMail(
    spoken,
    { ...place, recipient: user.email, userId: user.id, tenantId: null },
    {
      subject: told.subject(title),
      name: user.name,
      says: [told.says(title, askedFrom(spoken, request)), told.lasts],
      link: { label: told.link, href: new URL(`${UNDO_ADDRESS}/${place.id}`, api.address.origin).href },
    },
  );
  return api.store.confirmAddress({
    ...{ hash: sha256(secret), now: api.clock.now(), from: user.email, undo, mails: [mail] },
    audit: [addressRow(api, request, user, {})],
  });
}

/**
 * Gives an account its address of before. Somebody else may know its password by now, so it is replaced by one that nobody
 * knows, and all sessions end; the owner of the mailbox then asks for a link to a new one.
 */
export async function undoAddress(
  api: SpeakingApi,
  request: Inbound,
  secret: string,
): Promise<'changed' | 'gone' | 'taken'> {
  const found = await addressOfLink(api, secret, 'undo_address');
  if (!found) return 'gone';
  const { user } = found;
  const mails: Mail[] = [];
  return api.store.undoAddress({
    ...{ hash: sha256(secret), now: api.clock.now(), mails },
    passwordHash: await hashPassword(newSecret()),
    notices: await noticesOfAll(api, user.id, null),
    audit: [
      addressRow(api, request, user, { undone: true }),
      auditEvent(api, request, 'user.password_changed', {
        userId: user.id,
        detail: { by: user.id, way: 'address undone' },
      }),
    ],
  });
}

/** The log knows people by their id, so it has neither address. */
function addressRow(api: SpeakingApi, request: Inbound, { id }: User, detail: Record<string, unknown>) {
  return auditEvent(api, request, 'user.address_changed', { userId: id, detail: { ...detail, by: id } });
}

function newLink(
  api: SpeakingApi,
  user: User,
  purpose: LinkPurpose,
  email: string,
  lasts: number,
): { link: MailedLink; place: { id: string; secret: string } } {
  const [id, secret] = [newId('mail'), newSecret()];
  const now = api.clock.now();
  return {
    link: {
      ...{ hash: sha256(secret), purpose, userId: user.id, email, createdAt: now, expiresAt: now + lasts },
    },
    place: { id, secret: sealedFor(api, id, secret) },
  };
}
