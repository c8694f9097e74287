import type { Api } from '../api.ts';
import type { Answer } from '../http/answer.ts';
import type { Client } from '../model/index.ts';
import { csrfToken } from '../signin/form-token.ts';
import type { SignedIn } from '../signin/session.ts';
import { hidden, submit } from './controls.ts';
import { html } from './html.ts';
import { cardPage } from './layout.ts';
import { page } from './page-answer.ts';

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
export function endSessionPage(api: Api, view: EndSessionView): Answer {
  const { visitor, client, redirectUri, state } = view;
  const { title } = api.config;
  const card = html`<h1>Sign out of ${title}?</h1>
<p>${client ? html`<strong>${client.name}</strong> asks to sign you out. ` : ''}You are signed in as ${visitor.user.email}.</p>
<form method="post" action="${view.path}" class="fields">
${hidden('csrf', csrfToken(api, visitor.session))}
${client && hidden('client_id', client.id)}
${redirectUri !== null && hidden('post_logout_redirect_uri', redirectUri)}
${state !== null && hidden('state', state)}
${submit('Sign out', 'wide')}
</form>
<p class="hint">Close this page to stay signed in.</p>`;
  return page(200, cardPage(api, 'Sign out', card), { postsMayLeave: true });
}
