import type { Answer } from '../http/answer.ts';
import { newAuthenticatorSecret } from '../signin/factors/authenticator.ts';
import { authenticatorOffer } from './authenticator-offer.ts';
import { submit } from './controls.ts';
import { html } from './html.ts';
import { cardPage } from './layout.ts';
import { page } from './page-answer.ts';
import type { PageApi } from './page-api.ts';
import { type FirstStep, firstStepFields } from './second-step-page.ts';
import { SET_UP } from './sign-in-paths.ts';

/**
 * Asks a user of whom the API demands a second step to set one up. They are signed in when they have, so that no page has to
 * ask whether they did.
 */
export function setUpPage(
  api: PageApi,
  step: FirstStep,
  {
    status = 200,
    problem,
    secret = newAuthenticatorSecret(),
  }: { status?: number; problem?: string; secret?: Buffer } = {},
): Answer {
  const words = api.words.factors.setUp;
  const card = html`<h1>${words.title}</h1>
<p>${words.why(api.config.title)}</p>
<form method="post" action="${SET_UP}" class="fields">${firstStepFields(api, step)}${authenticatorOffer(api, step.user, secret, problem)}
${submit(words.submit, 'wide')}</form>`;
  return page(api, status, cardPage(api, words.title, card), { postsMayLeave: true });
}
