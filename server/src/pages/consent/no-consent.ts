import type { Answer } from '../../http/answer.ts';
import type { User } from '../../model/index.ts';
import { messagePage } from '../message.ts';
import type { PageApi } from '../page-api.ts';

/** For a user who has no tenant whose data they could share. */
export function noMembershipPage(api: PageApi, user: User): Answer {
  const { word } = api.config.tenant;
  return messagePage(api, 403, `You belong to no ${word}`, {
    text: `You are signed in as ${user.email}, but there is no ${word} whose data you could share. Ask for an invitation, or sign in as somebody else.`,
    link: { href: '/sign-out', label: 'Sign out' },
    code: 'no_membership',
  });
}

/** The API could not list the resources to choose from. */
export function listUnavailablePage(api: PageApi): Answer {
  return messagePage(api, 503, 'The list cannot be loaded', {
    text: `${api.config.title} cannot say just now what there is to choose from. Nothing was shared. Please try again in a moment.`,
    code: 'resources_unavailable',
  });
}
