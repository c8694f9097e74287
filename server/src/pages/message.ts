import type { Answer } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { inWords, type Sentence } from '../words/sentence.ts';
import { type Fragment, type Html, html } from './html.ts';
import { cardPage } from './layout.ts';
import { type PageOptions, page } from './page-answer.ts';
import type { PageApi } from './page-api.ts';
import type { FormProblem } from './posted-form.ts';

export interface Message {
  text: Fragment;
  /** For the makers of an application, as they would be told it: the errors of OAuth are in English. */
  technical?: string | undefined;
  link?: { href: string; label: string };
  /** A stable code that the user can quote to support. */
  code?: string;
}

/** Returns a card with a heading and a sentence or two, for a final state. */
export function messagePage(
  api: PageApi,
  status: number,
  heading: string,
  { text, technical, link, code }: Message,
  options: PageOptions = {},
): Answer {
  const card = html`<h1>${heading}</h1>
<p>${text}</p>
${technical !== undefined && technicalNote(technical)}
${link && html`<p><a class="button" href="${link.href}">${link.label}</a></p>`}
${code && html`<p class="small soft">${api.words.messages.reference} <code>${code}</code></p>`}`;
  // A refused address may have anything in it, a token too, so it is not written into the page.
  const shown = status < 400 ? api : { ...api, at: null };
  return page(shown, status, cardPage(shown, heading, card), options);
}

/** Why nobody can be connected by a link. */
export interface UnusableLink {
  status: number;
  code: string;
  title: Sentence;
  detail: Sentence;
  technical?: string;
}

/**
 * Shown if an authorization request cannot be answered to the client, because the client or its address is
 * unknown. Never a redirect (RFC 6749 section 4.1.2.1: "MUST NOT automatically redirect the user-agent to the
 * invalid redirection URI"): an attacker would have chosen its target.
 */
export function authorizationErrorPage(
  api: PageApi,
  { status, title, detail, technical, code }: UnusableLink,
): Answer {
  const { words } = api;
  return messagePage(api, status, inWords(words, title), { text: inWords(words, detail), technical, code });
}

/** A sentence that is in English in every language. */
export function technicalNote(technical: string): Html {
  return html`<p class="small" lang="en"><q>${technical}</q></p>`;
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
