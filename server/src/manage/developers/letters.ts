import type { Api } from '../../api.ts';
import type { Inbound } from '../../http/inbound.ts';
import { type Letter, letterMail, type Speaking, type SpeakingApi } from '../../mail/letter.ts';
import type { Developer, Mail, User } from '../../model/index.ts';
import { askedFrom } from '../../signin/asked-from.ts';

/** The page on which somebody becomes a developer; the secret of a mailed link follows behind a slash. */
export const SIGN_UP = '/developers/sign-up';
/** The page of the dashboard to which an approved developer is led. */
export const NEW_APPLICATION = '/dashboard/applications/new';

type Writing = Pick<Api, 'config' | 'clock' | 'address'> & Speaking;

/** Returns the letter with the link that opens an account. */
export function signUpLetter(api: SpeakingApi, request: Inbound, href: string): Letter {
  const { title } = api.config;
  const { mail } = api.words.developers;
  return {
    subject: mail.subject(title),
    name: null,
    says: [mail.says(title, askedFrom(api, request)), mail.lasts],
    link: { label: mail.link, href },
    ends: [mail.ignore],
  };
}

/** Returns the letter to somebody who has an account already. */
export function knownLetter(api: SpeakingApi, request: Inbound, { name }: Pick<User, 'name'>): Letter {
  const { title } = api.config;
  const { mail, known } = api.words.developers;
  const href = new URL('/sign-in', api.address.origin);
  href.searchParams.set('return_to', SIGN_UP);
  return {
    subject: known.subject(title),
    name,
    says: [mail.says(title, askedFrom(api, request)), known.says],
    link: { label: api.words.signIn.submit, href: href.href },
    ends: [known.ignore],
  };
}

/** Tells a developer what an owner decided. */
export function decidedMail(
  api: Writing,
  user: User,
  { state, reason }: Pick<Developer, 'state' | 'reason'>,
): Mail {
  const { title } = api.config;
  const { approved, refused } = api.words.developers;
  if (state === 'approved') {
    const href = new URL(NEW_APPLICATION, api.address.origin).href;
    return mailTo(api, user, {
      subject: approved.subject(title),
      says: [approved.says(title)],
      link: { label: approved.link, href },
    });
  }
  return mailTo(api, user, {
    subject: refused.subject(title),
    says: [refused.says(title), ...(reason === null ? [] : [refused.reason(reason)]), refused.keeps],
  });
}

function mailTo(api: Writing, { id, email, name }: User, letter: Omit<Letter, 'name'>): Mail {
  return letterMail(api, { recipient: email, userId: id, tenantId: null }, { ...letter, name });
}
