import { signInToken } from '../../signin/form-token.ts';
import { hidden, submit } from '../controls.ts';
import type { Onward } from '../enter.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';

/** A provider, as its button names it. */
export interface Way {
  id: string;
  title: string;
}

/** The form of the buttons is posted here. */
export const THROUGH = '/sign-in/through';

/**
 * Returns a button for each OpenID provider, below the password form or in place of it.
 *
 * @param cookie the value of the cookie of the sign-in form
 * @param onward.ways further providers, of somebody who is signed in
 */
export function providerButtons(
  api: PageApi,
  cookie: string,
  { returnTo, kept, ways = [] }: Onward & { ways?: readonly Way[] | undefined },
): Fragment {
  const { passwords } = api.config.signInBy;
  const providers = [...api.config.signInBy.providers, ...ways];
  if (providers.length === 0) return null;
  const words = api.words.elsewhere;
  return html`${passwords && html`<p class="soft">${words.or}</p>`}
<form method="post" action="${THROUGH}" class="fields">
${hidden('form', signInToken(api, cookie))}${hidden('return_to', returnTo)}${kept !== undefined && hidden('kept', kept)}
${providers.map(({ id, title }) => submit(words.with(title), passwords ? 'plain' : 'wide', 'provider', id))}</form>`;
}
