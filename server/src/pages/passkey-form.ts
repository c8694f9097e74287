import { hidden, submit } from './controls.ts';
import { type Fragment, type Html, html } from './html.ts';
import type { PageApi } from './page-api.ts';

/**
 * Returns a form that `passkey.js` sends with what the browser says of a passkey. Without the script it stays hidden.
 *
 * @param does `create`: makes a passkey; `get`: uses one; `offer`: also offers it among the e-mail addresses that the browser fills in
 */
export function passkeyForm(
  { words: { factors } }: PageApi,
  place: {
    does: 'create' | 'get' | 'offer';
    action: string;
    label: string;
    look?: 'primary' | 'wide' | 'wide-plain';
  },
  options: object,
  inside: Fragment,
): Html {
  const { failed, known } = factors.passkeys;
  const { does, action, label, look = 'wide' } = place;
  return html`<form method="post" action="${action}" class="fields" data-passkey="${does}" data-options="${JSON.stringify(options)}" data-failed="${failed}" data-known="${known}" hidden>
${inside}${hidden('passkey', '')}${submit(label, look)}<p class="small" role="status"></p></form>`;
}
