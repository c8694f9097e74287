import { type Answer, seeOther } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { newSecret } from '../../lib/ids.ts';
import { readCookie, setCookie } from '../../signin/cookie.ts';
import { isSignInToken, signInToken } from '../../signin/form-token.ts';
import { NOTHING_WANTED } from '../../signin/hand-over/asked.ts';
import { localPath } from '../../signin/return-to.ts';
import { fromOwnPage } from '../../signin/same-origin.ts';
import { hidden, notice, submit } from '../controls.ts';
import { html } from '../html.ts';
import { cardPage } from '../layout.ts';
import { unreadableForm } from '../message.ts';
import { page } from '../page-answer.ts';
import type { PageApi } from '../page-api.ts';
import { PostedForm } from '../posted-form.ts';
import { handOverSignIn, LONGEST_KEPT } from './begin.ts';

export const GO_ON = '/sign-in/go-on';

/**
 * Returns a card with one button for somebody whose session ended while they filled in a form. A redirect would lose the
 * form, and browsers stop one that leads a posted form to another site.
 */
export function goOnPage(
  api: PageApi,
  request: Inbound,
  {
    returnTo,
    kept,
    problem,
    again,
  }: { returnTo: string; kept: string | null; problem: string; again?: true | undefined },
): Answer {
  const known = readCookie(api.address, request, 'form');
  const secret = known ?? newSecret();
  const words = api.words.signIn;
  const card = html`<h1>${words.heading(api.config.title)}</h1>
${notice('bad', html`<p>${problem}</p>`)}
<form method="post" action="${GO_ON}">${hidden('form', signInToken(api, secret))}${hidden('return_to', returnTo)}${kept !== null && hidden('kept', kept)}${again && hidden('again', 'yes')}${submit(words.submit, 'wide')}</form>`;
  return page(api, 200, cardPage(api, words.title, card), {
    postsMayLeave: true,
    headers: known === null ? { 'set-cookie': setCookie(api.address, 'form', secret, null) } : {},
  });
}

/** `POST`: begins the sign-in at the application, with the form that is kept. */
export async function submitGoOn(api: PageApi, request: Inbound): Promise<Answer> {
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(api, form.problem);
  const returnTo = localPath(form.value.get('return_to')) ?? '/account';
  const { handOver } = api.config.signInBy;
  const ours =
    fromOwnPage(api, request) &&
    isSignInToken(api, readCookie(api.address, request, 'form'), form.value.get('form'));
  if (!handOver || !ours) return seeOther(`/sign-in?return_to=${encodeURIComponent(returnTo)}`);
  const kept = form.value.get('kept') ?? null;
  return handOverSignIn(api, request, handOver.signInUrl, {
    returnTo,
    kept: kept !== null && kept.length <= LONGEST_KEPT ? kept : null,
    wanted: form.value.get('again') === undefined ? NOTHING_WANTED : { ...NOTHING_WANTED, prompt: ['login'] },
  });
}
