import type { Api } from '../api.ts';
import type { Answer } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { type Fragment, html } from './html.ts';
import { cardPage } from './layout.ts';
import { type PageOptions, page } from './page-answer.ts';
import type { FormProblem } from './posted-form.ts';

export interface Message {
  text: Fragment;
  link?: { href: string; label: string };
  /** A stable word that somebody can quote to support. */
  code?: string;
}

/** A card with a heading and a sentence or two: the end of a way. */
export function messagePage(
  api: Api,
  status: number,
  heading: string,
  { text, link, code }: Message,
  options: PageOptions = {},
): Answer {
  const card = html`<h1>${heading}</h1>
<p>${text}</p>
${link && html`<p><a class="button" href="${link.href}">${link.label}</a></p>`}
${code && html`<p class="small soft">Reference: <code>${code}</code></p>`}`;
  return page(status, cardPage(api, heading, card), options);
}

/**
 * What is shown when an authorization request cannot be answered to the client, because it is not known who or
 * where that is. Never a redirect (RFC 6749 section 4.1.2.1): an attacker would have chosen its target.
 */
export function authorizationErrorPage(
  api: Api,
  problem: { status: number; code: string; title: string; detail: string },
): Answer {
  return messagePage(api, problem.status, problem.title, {
    text: problem.detail,
    code: problem.code,
  });
}

/** For a person who followed a link that leads nowhere, or to something that is not theirs. */
export function notFoundPage(api: Api): Answer {
  return messagePage(api, 404, 'This page does not exist', {
    text: 'The address may be mistyped, or what was here is gone.',
    link: { href: '/account', label: 'Go to your account' },
  });
}

/** Whether the answer is going to be looked at by a person: a browser asking for a page. */
export function wantsPage(request: Inbound): boolean {
  return (request.headers.accept ?? '').includes('text/html');
}

export function unreadableForm(api: Api, { status, detail }: FormProblem): Answer {
  return messagePage(api, status, 'This form could not be read', {
    text: `${detail} Nothing has changed.`,
    code: 'form_unreadable',
  });
}

/** A form that was not made for this session: too old, from another session, or from somebody else's page. */
export function staleForm(api: Api, href: string): Answer {
  return messagePage(api, 403, 'This form is no longer valid', {
    text: 'You may have signed in again since it was opened. Nothing has changed. Open the page again and repeat what you did.',
    link: { href, label: 'Open the page again' },
    code: 'form_not_valid',
  });
}
