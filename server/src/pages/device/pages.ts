import type { Answer } from '../../http/answer.ts';
import { csrfToken } from '../../signin/form-token.ts';
import type { SignedIn } from '../../signin/session.ts';
import { hidden, notice, submit, textField } from '../controls.ts';
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
  const csrf = hidden('csrf', csrfToken(api, visitor.session));
  const heading = entry.fromLink ? 'Is this the code on your device?' : title;
  const card = html`<h1>${heading}</h1>
${entry.problem && notice('bad', html`<p>${entry.problem}</p>`)}
${entry.again && shownAgain(api)}
<p>${
    entry.fromLink
      ? 'Compare it letter by letter. Go on only if you started this on a device in front of you, and never with a code or link that somebody sent you.'
      : 'Enter the code that your device shows. Never enter one that somebody sent you.'
  }</p>
<form method="post" action="${path}" class="fields">${csrf}
${textField({ name: 'user_code', label: 'Code', hint: 'Eight letters, such as WDJB-MJHT.', value: entry.userCode, required: true, maxLength: 40, focus: entry.userCode === '' })}
${submit('Continue', 'wide')}</form>`;
  const footer = html`<p>Signed in as <strong>${visitor.user.email}</strong>.</p>
<form method="post" action="/sign-out">${csrf}${hidden('return_to', path)}Not you? <button type="submit" class="link-button">Sign out</button></form>`;
  return page(api, entry.status ?? 200, cardPage(api, title, card, footer), { headers: entry.headers ?? {} });
}

/** The last page in the browser; the device learns the outcome by polling. */
export function deviceDecidedPage(api: PageApi, clientName: string, allowed: boolean): Answer {
  const { connections } = api.config.pages;
  return allowed
    ? messagePage(api, 200, `${clientName} is connected`, {
        text: 'You can go back to your device now: it continues within a few seconds.',
        link: { href: connections.path, label: connections.title },
      })
    : messagePage(api, 200, `${clientName} was not connected`, {
        text: 'Nothing was shared. You can close this page.',
      });
}

/** The code was valid when the page was opened, but no longer is. */
export function deviceGonePage(api: PageApi): Answer {
  return messagePage(api, 400, 'This code cannot be used any more', {
    text: 'It has expired, somebody has decided about it already, or the application may no longer ask for this. If your device still waits, let it show a new code.',
    link: { href: api.config.pages.device.path, label: 'Enter another code' },
    code: 'device_code_gone',
  });
}
