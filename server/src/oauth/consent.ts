import type { Api } from '../api.ts';
import type { Answer } from '../http/answer.ts';
import { rolePermissions } from '../manage/members/role.ts';
import type { Membership } from '../model/index.ts';
import { messagePage } from '../pages/message.ts';
import type { SignedIn } from '../signin/session.ts';

/** What a consent means, and why there can be none, is the same for a browser's request and for a device. */
export const SUSPENDED =
  'This connection is suspended. Resume it under your connections before you connect again.';

/** What the user's role permits now, where a later promotion has to wait for the next consent; else `null`. */
export async function ceiling(api: Api, membership: Membership): Promise<string[] | null> {
  return api.config.promotions === 'wait' ? rolePermissions(api, membership) : null;
}

/** For somebody who has no tenant whose data they could share. */
export function noMembership(api: Api, { user }: SignedIn): Answer {
  const { word } = api.config.tenant;
  return messagePage(api, 403, `You belong to no ${word}`, {
    text: `You are signed in as ${user.email}, but there is no ${word} whose data you could share. Ask for an invitation, or sign in as somebody else.`,
    link: { href: '/sign-out', label: 'Sign out' },
    code: 'no_membership',
  });
}

/** The protected API could not say what there is to choose from. */
export function listUnavailable(api: Api): Answer {
  return messagePage(api, 503, 'The list cannot be loaded', {
    text: `${api.config.title} cannot say just now what there is to choose from. Nothing was shared. Please try again in a moment.`,
    code: 'resources_unavailable',
  });
}
