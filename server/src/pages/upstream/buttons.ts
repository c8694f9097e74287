import { signInToken } from '../../signin/form-token.ts';
import { hidden, submit } from '../controls.ts';
import type { Onward } from '../enter.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';

/** The form of the buttons is posted here. */
export const THROUGH = '/sign-in/through';

/**
 * Returns a button for each OpenID provider, below the password form or in place of it.
 *
 * @param cookie the value of the cookie of the sign-in form
 */
export function providerButtons(api: PageApi, cookie: string, { returnTo, kept }: Onward): Fragment {
  const { providers, passwords } = api.config.signInBy;
  if (providers.length === 0) return null;
  const words = api.words.elsewhere;
  return html`${passwords && html`<p class="soft">${words.or}</p>`}
<form method="post" action="${THROUGH}" class="fields">
${hidden('form', signInToken(api, cookie))}${hidden('return_to', returnTo)}${kept !== undefined && hidden('kept', kept)}
${providers.map(({ id, title }) => submit(words.with(title), passwords ? 'plain' : 'wide', 'provider', id))}</form>`;
}
