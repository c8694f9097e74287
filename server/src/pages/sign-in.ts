import type { Api } from '../api.ts';
import { type Answer, seeOther } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { newSecret } from '../lib/ids.ts';
import { signIn } from '../signin/by-password.ts';
import { readCookie, setCookie } from '../signin/cookie.ts';
import { csrfToken, isCsrfToken, isSignInToken, signInToken } from '../signin/form-token.ts';
import { addressShowing, keepForm, keepForPage } from '../signin/kept-form.ts';
import { ownTarget } from '../signin/own-notes.ts';
import { localPath } from '../signin/return-to.ts';
import { fromOwnPage } from '../signin/same-origin.ts';
import { closeSession, readSession } from '../signin/session.ts';
import type { SignInThrottle } from '../signin/throttle.ts';
import { hidden, notice, submit, textField } from './controls.ts';
import { html } from './html.ts';
import { cardPage } from './layout.ts';
import { messagePage, unreadableForm } from './message.ts';
import { page } from './page-answer.ts';
import { PostedForm } from './posted-form.ts';

export const SIGN_IN = '/sign-in';
export const SIGN_OUT = '/sign-out';
export const SIGNED_OUT = '/signed-out';

export interface SignInForm {
  /** A verified local path to return to afterwards. */
  returnTo: string;
  status?: number;
  email?: string;
  problem?: string;
  /** A form that was posted after its session had ended, sealed. */
  kept?: string | undefined;
  headers?: Answer['headers'];
}

/** Returns the sign-in card. It can be shown at any address; its form is posted to `/sign-in`. */
export function signInPage(api: Api, request: Inbound, form: SignInForm): Answer {
  const known = readCookie(api.address, request, 'form');
  const secret = known ?? newSecret();
  const { problem, email = '', kept } = form;
  const card = html`<h1>Sign in to ${api.config.title}</h1>
${problem && notice('bad', html`<p id="sign-in-problem">${problem}</p>`)}
<form method="post" action="${SIGN_IN}" class="fields"${problem && html` aria-describedby="sign-in-problem"`}>
${hidden('form', signInToken(api, secret))}${hidden('return_to', form.returnTo)}${kept !== undefined && hidden('kept', kept)}
${textField({ name: 'email', label: 'Email address', type: 'email', value: email, autocomplete: 'username', required: true, maxLength: 254, focus: email === '' })}
${textField({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password', required: true, maxLength: 1024, focus: email !== '' })}
${submit('Sign in', 'wide')}
</form>`;
  return page(form.status ?? 200, cardPage(api, 'Sign in', card), {
    // The following redirects may lead through the authorization endpoint to a client.
    postsMayLeave: true,
    headers: {
      ...form.headers,
      ...(known === null ? { 'set-cookie': setCookie(api.address, 'form', secret, null) } : {}),
    },
  });
}

/**
 * Returns the sign-in card for a user whose session ended while they filled in `posted`. It leads back to
 * that form as they left it.
 */
export function signInToGoOn(api: Api, request: Inbound, posted: PostedForm, form: SignInForm): Answer {
  const kept = keepForm(api, posted.get('csrf'), { to: ownTarget(request), text: posted.entered() });
  const problem =
    kept === null
      ? 'Your session has ended, and nothing has changed. What you entered could not be kept.'
      : 'Your session has ended, and nothing has changed yet. Sign in to go on with what you entered.';
  if (kept === null) return signInPage(api, request, { problem, ...form });
  return signInPage(api, request, { problem, ...form, returnTo: addressShowing(form.returnTo), kept });
}

/** `GET /sign-in`: for a user who opens it directly, or whom another page asked to sign in. */
export async function showSignIn(api: Api, request: Inbound): Promise<Answer> {
  const returnTo = localPath(new URLSearchParams(request.query).get('return_to') ?? undefined) ?? '/account';
  if (await readSession(api, request)) return seeOther(returnTo);
  return signInPage(api, request, { returnTo });
}

/** `POST /sign-in`: checks the form, its origin, then the password, and redirects back. */
export async function submitSignIn(api: Api, throttle: SignInThrottle, request: Inbound): Promise<Answer> {
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(api, form.problem);
  const email = form.value.text('email', 254);
  const returnTo = localPath(form.value.get('return_to')) ?? '/account';
  const kept = form.value.get('kept');
  const again = (status: number, problem: string, headers: Answer['headers'] = {}) =>
    signInPage(api, request, { returnTo, status, email, problem, headers, kept });

  // Login CSRF: an attacker's page must not sign this browser in as the attacker (RFC 6749 section 10.12).
  const cookie = readCookie(api.address, request, 'form');
  const ours = fromOwnPage(api, request);
  if (!ours || !isSignInToken(api, cookie, form.value.get('form'))) {
    const visitor = ours ? await readSession(api, request) : null;
    // Another tab signed in first. This post signs no one in, so its origin need not be proved.
    if (visitor?.user.email.toLowerCase() === email.toLowerCase()) {
      await keepForPage(api, visitor.session, kept);
      return seeOther(returnTo);
    }
    return again(403, 'This form was no longer valid. Please enter your password again.');
  }
  const password = form.value.get('password');
  if (email === '' || password === undefined)
    return again(400, 'Enter your email address and your password.');

  const result = await signIn(api, throttle, request, { email, password });
  if (result.outcome === 'wait') {
    return again(
      429,
      `There were too many attempts to sign in. Please try again ${inWords(result.seconds)}; until then even the right password is not accepted.`,
      { 'retry-after': String(result.seconds) },
    );
  }
  if (result.outcome === 'wrong') return again(403, 'That email address and password do not match.');
  await keepForPage(api, result.session, kept);
  return seeOther(returnTo, {
    // The form's cookie is no longer needed; an attacker who planted it gains nothing.
    'set-cookie': [result.cookie, setCookie(api.address, 'form', '', 0)],
  });
}

/** `GET /sign-out`: asks first, so that a link cannot sign a user out. */
export async function showSignOut(api: Api, request: Inbound): Promise<Answer> {
  const visitor = await readSession(api, request);
  if (!visitor) return seeOther(SIGNED_OUT);
  const card = html`<h1>Sign out?</h1>
<p>You are signed in as ${visitor.user.email}.</p>
<form method="post" action="${SIGN_OUT}">${hidden('csrf', csrfToken(api, visitor.session))}${submit('Sign out', 'wide')}</form>`;
  return page(200, cardPage(api, 'Sign out', card));
}

/** `POST /sign-out`: ends the session in the browser and in the store. */
export async function submitSignOut(api: Api, request: Inbound): Promise<Answer> {
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(api, form.problem);
  const visitor = await readSession(api, request);
  if (visitor) {
    if (!fromOwnPage(api, request) || !isCsrfToken(api, visitor.session, form.value.get('csrf'))) {
      return seeOther(SIGN_OUT);
    }
    await closeSession(api, request, visitor, 'signed_out');
  }
  return seeOther(localPath(form.value.get('return_to')) ?? SIGNED_OUT, {
    'set-cookie': setCookie(api.address, 'session', '', 0),
  });
}

export function showSignedOut(api: Api): Answer {
  return messagePage(api, 200, 'You are signed out', {
    text: `Nobody is signed in to ${api.config.title} in this browser any more. Applications and scripts that you connected keep working.`,
    link: { href: SIGN_IN, label: 'Sign in again' },
  });
}

function inWords(seconds: number): string {
  if (seconds < 90) return `in ${seconds} second${seconds === 1 ? '' : 's'}`;
  return `in ${Math.ceil(seconds / 60)} minutes`;
}
