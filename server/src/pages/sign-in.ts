import { type Answer, seeOther } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { newSecret } from '../lib/ids.ts';
import { signIn } from '../signin/by-password.ts';
import { readCookie, setCookie } from '../signin/cookie.ts';
import { hasPasskeys } from '../signin/factors/passkey-options.ts';
import { csrfToken, isCsrfToken, isSignInToken, signInToken } from '../signin/form-token.ts';
import { NOTHING_WANTED, type SignInWanted } from '../signin/hand-over/asked.ts';
import { addressShowing, keepForm, keepForPage } from '../signin/kept-form.ts';
import { ownTarget } from '../signin/own-notes.ts';
import { RESET } from '../signin/reset/letters.ts';
import { localPath } from '../signin/return-to.ts';
import { fromOwnPage } from '../signin/same-origin.ts';
import { closeSession, readSession } from '../signin/session.ts';
import type { SignInThrottle } from '../signin/throttle.ts';
import { passkeyScript, timeZoneScript } from './assets.ts';
import { hidden, notice, submit, textField } from './controls.ts';
import { enter } from './enter.ts';
import { handOverSignIn, LONGEST_KEPT } from './hand-over/begin.ts';
import { goOnPage } from './hand-over/go-on.ts';
import { type Fragment, html } from './html.ts';
import { cardPage } from './layout.ts';
import { messagePage, unreadableForm } from './message.ts';
import { page } from './page-answer.ts';
import { type PageApi, spokenTo } from './page-api.ts';
import { PostedForm } from './posted-form.ts';
import { secondStepPage } from './second-step-page.ts';
import { setUpPage } from './set-up-page.ts';
import { signInPasskey } from './sign-in-passkey.ts';
import { SIGN_IN } from './sign-in-paths.ts';
import { signUpLink } from './sign-up-link.ts';
import { providerButtons, type Way } from './upstream/buttons.ts';

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
  /** Somebody who is signed in has to prove who they are. */
  proves?: true;
  /** Providers of tenants by which that person signs in. */
  ways?: readonly Way[];
  headers?: Answer['headers'];
}

/** Asks somebody to sign in: by the sign-in card, or in the API owner's own application. */
export async function askToSignIn(
  api: PageApi,
  request: Inbound,
  form: SignInForm,
  wanted: SignInWanted = NOTHING_WANTED,
): Promise<Answer> {
  const { handOver } = api.config.signInBy;
  if (!handOver) return signInPage(api, request, form);
  const { returnTo, problem = null } = form;
  return handOverSignIn(api, request, handOver.signInUrl, {
    returnTo,
    kept: null,
    wanted: { ...wanted, message: problem },
  });
}

/** Returns the sign-in card. It can be shown at any address; its form is posted to `/sign-in`. */
export function signInPage(api: PageApi, request: Inbound, form: SignInForm): Answer {
  const known = readCookie(api.address, request, 'form');
  const secret = known ?? newSecret();
  const { problem } = form;
  const words = api.words.signIn;
  const byPasskey = hasPasskeys(api, request);
  const { prove } = api.words.factors;
  const card = html`<h1>${form.proves ? prove.title : words.heading(api.config.title)}</h1>
${form.proves && html`<p>${prove.why}</p>`}
${problem && notice('bad', html`<p id="sign-in-problem">${problem}</p>`)}
${api.config.signInBy.passwords && passwordForm(api, form, secret, byPasskey)}
${byPasskey && signInPasskey(api, secret, form)}
${providerButtons(api, secret, form)}
${!form.proves && signUpLink(api, form.returnTo)}
${form.proves && html`<p class="small"><a href="${form.returnTo}">${api.words.factors.back}</a></p>`}`;
  const scripts = [...(byPasskey ? [passkeyScript] : []), ...(api.zoneKnown ? [] : [timeZoneScript])];
  return page(api, form.status ?? 200, cardPage(api, words.title, card, null, scripts), {
    ownScripts: scripts.length > 0,
    // The following redirects may lead through the authorization endpoint to a client.
    postsMayLeave: true,
    headers: {
      ...form.headers,
      ...(known === null ? { 'set-cookie': setCookie(api.address, 'form', secret, null) } : {}),
    },
  });
}

function passwordForm(api: PageApi, form: SignInForm, secret: string, byPasskey: boolean): Fragment {
  const { problem, email = '', kept } = form;
  const words = api.words.signIn;
  const autocomplete = byPasskey ? 'username webauthn' : 'username';
  return html`<form method="post" action="${SIGN_IN}" class="fields"${problem && html` aria-describedby="sign-in-problem"`}>
${hidden('form', signInToken(api, secret))}${hidden('return_to', form.returnTo)}${kept !== undefined && hidden('kept', kept)}
${textField({ name: 'email', label: words.email, type: 'email', value: email, autocomplete, required: true, maxLength: 254, focus: email === '' })}
${textField({ name: 'password', label: words.password, type: 'password', autocomplete: 'current-password', required: true, maxLength: 1024, focus: email !== '' })}
${submit(words.submit, 'wide')}
</form>
${api.runtime.mails && html`<p class="small"><a href="${RESET}">${words.forgot}</a></p>`}`;
}

/**
 * Returns the sign-in card for a user whose session ended while they filled in `posted`. It leads back to
 * that form as they left it.
 */
export function signInToGoOn(api: PageApi, request: Inbound, posted: PostedForm, form: SignInForm): Answer {
  const kept = keepForm(api, posted.get('csrf'), { to: ownTarget(request), text: posted.entered() });
  const { sessionEnded } = api.words.signIn;
  const ended = kept === null ? sessionEnded.lost : sessionEnded.kept;
  const problem = form.proves ? '' : ended;
  if (api.config.signInBy.handOver) {
    const fits = kept !== null && kept.length <= LONGEST_KEPT;
    const returnTo = fits ? addressShowing(form.returnTo) : form.returnTo;
    const says = form.proves ? api.words.factors.prove.why : ended;
    return goOnPage(api, request, { returnTo, kept: fits ? kept : null, problem: says, again: form.proves });
  }
  if (kept === null) return signInPage(api, request, { problem, ...form });
  return signInPage(api, request, { problem, ...form, returnTo: addressShowing(form.returnTo), kept });
}

/** `GET /sign-in`: for a user who opens it directly, or whom another page asked to sign in. */
export async function showSignIn(api: PageApi, request: Inbound): Promise<Answer> {
  const returnTo = localPath(new URLSearchParams(request.query).get('return_to') ?? undefined) ?? '/account';
  if (await readSession(api, request)) return seeOther(returnTo);
  return askToSignIn(api, request, { returnTo });
}

/** `POST /sign-in`: checks the form, its origin, then the password, and redirects back. */
export async function submitSignIn(
  asked: PageApi,
  throttle: SignInThrottle,
  request: Inbound,
): Promise<Answer> {
  const { handOver, passwords } = asked.config.signInBy;
  if (handOver || !passwords) return seeOther(SIGN_IN);
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(asked, form.problem);
  const email = form.value.text('email', 254);
  const returnTo = localPath(form.value.get('return_to')) ?? '/account';
  const kept = form.value.get('kept');
  const api = spokenTo(asked, request, returnTo);
  const words = api.words.signIn;
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
    return again(403, words.expired);
  }
  const password = form.value.get('password');
  if (email === '' || password === undefined) return again(400, words.incomplete);

  const result = await signIn(api, throttle, request, { email, password });
  if (result.outcome === 'wait') {
    return again(429, words.wait(result.seconds), { 'retry-after': String(result.seconds) });
  }
  if (result.outcome === 'wrong') return again(403, words.noMatch);
  const { user, factors, next } = result;
  const onward = { returnTo, kept };
  if (next === 'nothing' || cookie === null) return enter(api, request, { user, methods: ['pwd'] }, onward);
  const step = { user, methods: ['pwd'], factors, onward, cookie } as const;
  return next === 'ask' ? secondStepPage(api, request, step) : setUpPage(api, step);
}

/** `GET /sign-out`: asks first, so that a link cannot sign a user out. */
export async function showSignOut(api: PageApi, request: Inbound): Promise<Answer> {
  const visitor = await readSession(api, request);
  if (!visitor) return seeOther(SIGNED_OUT);
  const words = api.words.signIn.signOut;
  const card = html`<h1>${words.heading}</h1>
<p>${words.who(visitor.user.email)}</p>
<form method="post" action="${SIGN_OUT}">${hidden('csrf', csrfToken(api, visitor.session))}${submit(words.submit, 'wide')}</form>`;
  return page(api, 200, cardPage(api, words.title, card));
}

/** `POST /sign-out`: ends the session in the browser and in the store. */
export async function submitSignOut(api: PageApi, request: Inbound): Promise<Answer> {
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

export function showSignedOut(api: PageApi): Answer {
  const { heading, text, link } = api.words.signIn.signedOut;
  return messagePage(api, 200, heading, {
    text: text(api.config.title),
    link: { href: SIGN_IN, label: link },
  });
}
