import type { Answer } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { type Fragment, html } from './html.ts';
import { cardPage } from './layout.ts';
import { type PageOptions, page } from './page-answer.ts';
import type { PageApi } from './page-api.ts';
import type { FormProblem } from './posted-form.ts';

export interface Message {
  text: Fragment;
  link?: { href: string; label: string };
  /** A stable code that the user can quote to support. */
  code?: string;
}

/** Returns a card with a heading and a sentence or two, for a final state. */
export function messagePage(
  api: PageApi,
  status: number,
  heading: string,
  { text, link, code }: Message,
  options: PageOptions = {},
): Answer {
  const card = html`<h1>${heading}</h1>
<p>${text}</p>
${link && html`<p><a class="button" href="${link.href}">${link.label}</a></p>`}
${code && html`<p class="small soft">${api.words.messages.reference} <code>${code}</code></p>`}`;
  // A refused address may have anything in it, a token too, so it is not written into the page.
  const shown = status < 400 ? api : { ...api, at: null };
  return page(shown, status, cardPage(shown, heading, card), options);
}

/**
 * Shown if an authorization request cannot be answered to the client, because the client or its address is
 * unknown. Never a redirect (RFC 6749 section 4.1.2.1: "MUST NOT automatically redirect the user-agent to the
 * invalid redirection URI"): an attacker would have chosen its target.
 */
export function authorizationErrorPage(
  api: PageApi,
  problem: { status: number; code: string; title: string; detail: string },
): Answer {
  return messagePage(api, problem.status, problem.title, {
    text: problem.detail,
    code: problem.code,
  });
}

/** For a user who followed a link to a page that does not exist, or that is not theirs. */
export function notFoundPage(api: PageApi): Answer {
  const { heading, text, link } = api.words.messages.notFound;
  return messagePage(api, 404, heading, { text, link: { href: '/account', label: link } });
}

/** Returns whether the answer will be shown to a person: a browser requested a page. */
export function wantsPage(request: Inbound): boolean {
  return (request.headers.accept ?? '').includes('text/html');
}

export function unreadableForm(api: PageApi, { status, why }: FormProblem): Answer {
  const words = api.words.messages.unreadable;
  return messagePage(api, status, words.heading, { text: words.text(words[why]), code: 'form_unreadable' });
}

/** A form that was not made for this session: it is too old, from another session, or from another site. */
export function staleForm(api: PageApi, href: string): Answer {
  const { heading, text, link } = api.words.messages.stale;
  return messagePage(api, 403, heading, { text, link: { href, label: link }, code: 'form_not_valid' });
}
