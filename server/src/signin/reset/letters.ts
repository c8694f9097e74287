import type { Api } from '../../api.ts';
import type { Inbound } from '../../http/inbound.ts';
import { type Letter, letterMail, type Speaking, type SpeakingApi } from '../../mail/letter.ts';
import type { Mail, User, UserId } from '../../model/index.ts';
import { askedFrom } from '../asked-from.ts';

/** The page on which somebody asks for a link to a new password; the secret of a link follows behind a slash. */
export const RESET = '/sign-in/reset';

/** Returns the letter with the link to a new password. */
export function resetLetter(
  api: SpeakingApi,
  request: Inbound,
  { name }: Pick<User, 'name'>,
  href: string,
): Letter {
  const { title } = api.config;
  const { mail } = api.words.reset;
  return {
    subject: mail.subject(title),
    name,
    says: [mail.says(title, askedFrom(api, request)), mail.choose],
    link: { label: mail.link, href },
    ends: [mail.ignore],
  };
}

/** Returns the letter to somebody who has an account, and no password that could be replaced. */
export function noPasswordLetter(api: SpeakingApi, request: Inbound, { name }: Pick<User, 'name'>): Letter {
  const { title } = api.config;
  const { mail, noPassword } = api.words.reset;
  return {
    subject: noPassword.subject(title),
    name,
    says: [mail.says(title, askedFrom(api, request)), noPassword.says],
    link: { label: api.words.signIn.submit, href: new URL('/sign-in', api.address.origin).href },
    ends: [noPassword.ends(title)],
  };
}

/**
 * Tells a person that their password is another one now, so that they learn of one that they did not choose. `by`: the tenant
 * whose manager did it.
 */
export function passwordChangedMail(
  api: SpeakingApi,
  request: Inbound,
  user: { id: UserId; email: string; name: string },
  by: string | null = null,
): Mail[] {
  if (!api.runtime.mails) return [];
  const { title } = api.config;
  const { changed } = api.words.reset;
  const asked = askedFrom(api, request);
  const letter: Letter = {
    subject: changed.subject(title),
    name: user.name,
    says: [by === null ? changed.says(title, asked) : changed.byManager(by, title, asked), changed.sessions],
    link: { label: changed.link, href: new URL(RESET, api.address.origin).href },
  };
  return [letterMail(api, { recipient: user.email, userId: user.id, tenantId: null }, letter)];
}

/** The same for a password that somebody set at the command line of the server, beside any request. */
export function passwordSetMail(
  api: Pick<Api, 'config' | 'clock' | 'address'> & Speaking,
  user: Pick<User, 'id' | 'email' | 'name'>,
): Mail {
  const { title } = api.config;
  const { changed } = api.words.reset;
  const letter: Letter = {
    subject: changed.subject(title),
    name: user.name,
    says: [changed.byOperator(title), changed.sessions],
  };
  return letterMail(api, { recipient: user.email, userId: user.id, tenantId: null }, letter);
}
