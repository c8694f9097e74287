import type { Answer } from '../http/answer.ts';
import type { Client } from '../model/index.ts';
import { csrfToken } from '../signin/form-token.ts';
import type { SignedIn } from '../signin/session.ts';
import { hidden, submit } from './controls.ts';
import { html } from './html.ts';
import { cardPage } from './layout.ts';
import { page } from './page-answer.ts';
import type { PageApi } from './page-api.ts';

export interface EndSessionView {
  visitor: SignedIn;
  /** The requesting client, if it is known. */
  client: Client | null;
  redirectUri: string | null;
  state: string | null;
  /** The path that the form is posted to: the endpoint itself. */
  path: string;
}

/** Asks whether to sign out, if a request does not prove that it comes from a client of this user. */
export function endSessionPage(api: PageApi, view: EndSessionView): Answer {
  const { visitor, client, redirectUri, state } = view;
  const words = api.words.signIn.signOut;
  const card = html`<h1>${words.from(api.config.title)}</h1>
<p>${client && html`<strong>${client.name}</strong> ${words.asks} `}${words.who(visitor.user.email)}</p>
<form method="post" action="${view.path}" class="fields">
${hidden('csrf', csrfToken(api, visitor.session))}
${client && hidden('client_id', client.id)}
${redirectUri !== null && hidden('post_logout_redirect_uri', redirectUri)}
${state !== null && hidden('state', state)}
${submit(words.submit, 'wide')}
</form>
<p class="hint">${words.stay}</p>`;
  return page(api, 200, cardPage(api, words.title, card), { postsMayLeave: true });
}
