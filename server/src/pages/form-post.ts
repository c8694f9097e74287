import { createHash } from 'node:crypto';
import type { Api } from '../api.ts';
import type { Answer } from '../http/answer.ts';
import { hidden, submit } from './controls.ts';
import { html } from './html.ts';
import { cardPage } from './layout.ts';
import { page } from './page-answer.ts';

/** The only script on any page. Without it the button does the same. */
const SUBMIT = html`document.forms[0].submit()`;
const SUBMIT_HASH = createHash('sha256').update(SUBMIT.toString()).digest('base64');

/**
 * A page that posts `fields` to a client at once, or when the button is pressed (OAuth 2.0 Form Post Response
 * Mode). No script but the one whose hash the policy names can run on it, whatever stands in a field.
 *
 * @param action a redirect URI that was found to be the client's
 */
export function formPostPage(api: Api, action: string, fields: readonly [string, string][]): Answer {
  const host = URL.parse(action)?.host ?? action;
  const card = html`<h1>Almost done</h1>
<form method="post" action="${action}" class="fields">
${fields.map(([name, value]) => hidden(name, value))}
<p>You are being sent back to <strong>${host}</strong>. If nothing happens, press the button.</p>
${submit('Continue', 'wide')}</form>
<script>${SUBMIT}</script>`;
  return page(200, cardPage(api, 'Almost done', card), { postsMayLeave: true, scriptHash: SUBMIT_HASH });
}
