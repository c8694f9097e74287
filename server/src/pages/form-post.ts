import { createHash } from 'node:crypto';
import type { Answer } from '../http/answer.ts';
import { hidden, submit } from './controls.ts';
import { type Html, html } from './html.ts';
import { cardPage } from './layout.ts';
import { technicalNote } from './message.ts';
import { page } from './page-answer.ts';
import type { PageApi } from './page-api.ts';

/** The only script on this page. Without it the button does the same. */
const SUBMIT = html`document.forms[0].submit()`;
const SUBMIT_HASH = createHash('sha256').update(SUBMIT.toString()).digest('base64');

/**
 * Returns a page that posts `fields` to a client at once, or when the button is pressed (OAuth 2.0 Form Post
 * Response Mode). The policy allows only the script with this hash, so a field cannot inject another.
 *
 * @param action a verified redirect URI of the client
 */
export function formPostPage(api: PageApi, action: string, fields: readonly [string, string][]): Answer {
  const host = URL.parse(action)?.host ?? action;
  const words = api.words.messages.formPost;
  const card = html`<h1>${words.heading}</h1>
${form(
  action,
  fields,
  html`<p>${words.before} <strong>${host}</strong>${words.after}</p>
${submit(words.submit, 'wide')}`,
)}
<script>${SUBMIT}</script>`;
  return page(api, 200, cardPage(alone(api), words.heading, card), {
    postsMayLeave: true,
    scriptHash: SUBMIT_HASH,
  });
}

/**
 * The same for a client that has not been verified: it says why, and posts only when the button is pressed.
 */
export function askedFormPostPage(
  api: PageApi,
  action: string,
  fields: readonly [string, string][],
  { heading, text, technical, label }: Record<'heading' | 'text' | 'technical' | 'label', string>,
): Answer {
  const card = html`<h1>${heading}</h1><p>${text}</p>
${technicalNote(technical)}
${form(action, fields, submit(label, 'wide'))}`;
  return page(api, 400, cardPage(alone(api), heading, card), { postsMayLeave: true });
}

/** Without a form beside it, such as the one that chooses a language: the script sends the only one. */
function alone(api: PageApi): PageApi {
  return { ...api, at: null };
}

function form(action: string, fields: readonly [string, string][], rest: Html): Html {
  return html`<form method="post" action="${action}" class="fields">
${fields.map(([name, value]) => hidden(name, value))}
${rest}</form>`;
}
