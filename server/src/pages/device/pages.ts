import type { Answer } from '../../http/answer.ts';
import { csrfToken } from '../../signin/form-token.ts';
import type { SignedIn } from '../../signin/session.ts';
import { hidden, submit, textField } from '../controls.ts';
import { html } from '../html.ts';
import { cardPage } from '../layout.ts';
import { messagePage } from '../message.ts';
import { page } from '../page-answer.ts';
import type { PageApi } from '../page-api.ts';
import { shownAgain } from '../signed-in-form.ts';

export interface CodeEntry {
  /** The prefilled code: from a link, or as typed before. */
  userCode: string;
  /** The code came with a link, so the user has to compare it (RFC 8628 section 3.3.1). */
  fromLink?: boolean;
  /** Whether it is shown again because the session had ended. */
  again?: boolean;
  status?: number;
  problem?: string;
  headers?: Answer['headers'];
}

/** Asks for the code that a device shows. Nothing is looked up before it is posted. */
export function codeEntryPage(api: PageApi, visitor: SignedIn, entry: CodeEntry): Answer {
  const { title, path } = api.config.pages.device;
  const { device: words, signIn } = api.words;
  const csrf = hidden('csrf', csrfToken(api, visitor.session));
  const heading = entry.fromLink ? words.compare : title;
  const card = html`<h1>${heading}</h1>
${entry.again && shownAgain(api)}
<p>${entry.fromLink ? words.compareText : words.enter}</p>
<form method="post" action="${path}" class="fields">${csrf}
${textField({ name: 'user_code', label: words.code, hint: words.codeHint, value: entry.userCode, required: true, maxLength: 40, focus: entry.userCode === '', problem: entry.problem })}
${submit(words.go, 'wide')}</form>`;
  const footer = html`<p>${signIn.signedInAs} <strong>${visitor.user.email}</strong>.</p>
<form method="post" action="/sign-out">${csrf}${hidden('return_to', path)}${signIn.notYou} <button type="submit" class="link-button">${signIn.signOut.submit}</button></form>`;
  return page(api, entry.status ?? 200, cardPage(api, title, card, footer), { headers: entry.headers ?? {} });
}

/** The last page in the browser; the device learns the outcome by polling. */
export function deviceDecidedPage(api: PageApi, clientName: string, allowed: boolean): Answer {
  const { connections } = api.config.pages;
  const words = api.words.device;
  return allowed
    ? messagePage(api, 200, words.connected(clientName), {
        text: words.connectedText,
        link: { href: connections.path, label: connections.title },
      })
    : messagePage(api, 200, words.notConnected(clientName), {
        text: words.notConnectedText,
      });
}

/** The code was valid when the page was opened, but no longer is. */
export function deviceGonePage(api: PageApi): Answer {
  const { heading, text, link } = api.words.device.gone;
  return messagePage(api, 400, heading, {
    text,
    link: { href: api.config.pages.device.path, label: link },
    code: 'device_code_gone',
  });
}
