import type { Answer } from '../../http/answer.ts';
import type { User } from '../../model/index.ts';
import { messagePage } from '../message.ts';
import type { PageApi } from '../page-api.ts';

/** For a user who has no tenant whose data they could share. */
export function noMembershipPage(api: PageApi, user: User): Answer {
  const { word } = api.config.tenant;
  const { noMembership: words, signOut } = api.words.consent;
  return messagePage(api, 403, words.heading(word), {
    text: words.text(user.email, word),
    link: { href: '/sign-out', label: signOut },
    code: 'no_membership',
  });
}

/** The API could not list the resources to choose from. */
export function listUnavailablePage(api: PageApi): Answer {
  const { unavailable: words } = api.words.consent;
  return messagePage(api, 503, words.heading, {
    text: words.text(api.config.title),
    code: 'resources_unavailable',
  });
}
