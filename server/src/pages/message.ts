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
  /** A stable code that the user can quote to support. */
  code?: string;
}

/** Returns a card with a heading and a sentence or two, for a final state. */
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
 * Shown if an authorization request cannot be answered to the client, because the client or its address is
 * unknown. Never a redirect (RFC 6749 section 4.1.2.1: "MUST NOT automatically redirect the user-agent to the
 * invalid redirection URI"): an attacker would have chosen its target.
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

/** For a user who followed a link to a page that does not exist, or that is not theirs. */
export function notFoundPage(api: Api): Answer {
  return messagePage(api, 404, 'This page does not exist', {
    text: 'The address may be mistyped, or what was here is gone.',
    link: { href: '/account', label: 'Go to your account' },
  });
}

/** Returns whether the answer will be shown to a person: a browser requested a page. */
export function wantsPage(request: Inbound): boolean {
  return (request.headers.accept ?? '').includes('text/html');
}

export function unreadableForm(api: Api, { status, detail }: FormProblem): Answer {
  return messagePage(api, status, 'This form could not be read', {
    text: `${detail} Nothing has changed.`,
    code: 'form_unreadable',
  });
}

/** A form that was not made for this session: it is too old, from another session, or from another site. */
export function staleForm(api: Api, href: string): Answer {
  return messagePage(api, 403, 'This form is no longer valid', {
    text: 'You may have signed in again since it was opened. Nothing has changed. Open the page again and repeat what you did.',
    link: { href, label: 'Open the page again' },
    code: 'form_not_valid',
  });
}
