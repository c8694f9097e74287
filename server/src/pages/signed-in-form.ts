import { type Answer, seeOther } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { ok, type Result, refused } from '../lib/result.ts';
import { isCsrfToken } from '../signin/form-token.ts';
import { addressShowing, keepForm, keepForPage, takeKept } from '../signin/kept-form.ts';
import { ownTarget } from '../signin/own-notes.ts';
import { fromOwnPage } from '../signin/same-origin.ts';
import { readSession, type SignedIn } from '../signin/session.ts';
import { notice } from './controls.ts';
import { type Html, html } from './html.ts';
import { staleForm, unreadableForm } from './message.ts';
import type { PageApi } from './page-api.ts';
import { PostedForm } from './posted-form.ts';
import { signInToGoOn } from './sign-in.ts';
import { SIGN_IN } from './sign-in-paths.ts';

/** Shown above a form that is shown again because its session had ended. */
export function shownAgain({ words }: Pick<PageApi, 'words'>): Html {
  return notice('warn', html`<p>${words.messages.shownAgain}</p>`);
}

/**
 * Reads a form posted by a signed-in user. Every such post passes through here or, where more has to be known
 * first, through `staleAnswer`. A form whose session ended while it was filled in is never acted on: the
 * answer leads back to it as entered, and the user submits it again.
 *
 * @param formAt the local path of the form
 * @returns the user and the form; or the answer if the form cannot be read or was not made for this session
 * (CSRF)
 */
export async function signedInForm(
  api: PageApi,
  request: Inbound,
  formAt: (form: PostedForm) => string,
): Promise<Result<{ visitor: SignedIn; form: PostedForm }, Answer>> {
  const form = await PostedForm.read(request);
  if (!form.ok) return refused(unreadableForm(api, form.problem));
  const visitor = await readSession(api, request);
  const returnTo = formAt(form.value);
  if (visitor) {
    const stale = await staleAnswer(api, request, visitor, form.value, returnTo);
    return stale ? refused(stale) : ok({ visitor, form: form.value });
  }
  if (fromOwnPage(api, request)) return refused(signInToGoOn(api, request, form.value, { returnTo }));
  return refused(seeOther(`${SIGN_IN}?return_to=${encodeURIComponent('/account')}`));
}

/**
 * Returns the answer to a form made for another session than the visitor's, or `null` if it was made for
 * theirs. If it was a session of the same user, who has since signed in in another tab, the answer leads back
 * to the form.
 */
export async function staleAnswer(
  api: PageApi,
  request: Inbound,
  { session }: SignedIn,
  form: PostedForm,
  formAt: string,
): Promise<Answer | null> {
  const csrf = form.get('csrf');
  if (!fromOwnPage(api, request)) return staleForm(api, formAt);
  if (isCsrfToken(api, session, csrf)) return null;
  const kept = keepForm(api, csrf, { to: ownTarget(request), text: form.entered() });
  const waits = await keepForPage(api, session, kept ?? undefined);
  return waits ? seeOther(addressShowing(formAt)) : staleForm(api, formAt);
}

/**
 * Returns the values entered in the form of this address before its session ended, once; `null` in every
 * other case.
 */
export async function enteredBefore(
  api: PageApi,
  request: Inbound,
  { session }: SignedIn,
): Promise<PostedForm | null> {
  const kept = await takeKept(api, request.query, session);
  return kept?.to === ownTarget(request) ? PostedForm.kept(kept.text) : null;
}
