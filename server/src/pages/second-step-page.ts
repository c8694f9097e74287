import type { Answer } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import type { AuthMethod, Factors, User } from '../model/index.ts';
import { newChallenge } from '../signin/factors/challenge.ts';
import { noteFirstStep } from '../signin/factors/first-step.ts';
import { hasPasskeys, requestOptions } from '../signin/factors/passkey-options.ts';
import { signInToken } from '../signin/form-token.ts';
import { passkeyScript } from './assets.ts';
import { hidden, notice, submit, textField } from './controls.ts';
import type { Onward } from './enter.ts';
import { type Fragment, html } from './html.ts';
import { cardPage } from './layout.ts';
import { page } from './page-answer.ts';
import type { PageApi } from './page-api.ts';
import { passkeyForm } from './passkey-form.ts';
import { BY_PASSKEY, SECOND_STEP, SIGN_IN } from './sign-in-paths.ts';

/** A user whose password was right, or whom another system signed in, at the browser that brought it. */
export interface FirstStep {
  user: User;
  /** How they took the first step; empty if another system says it. */
  methods: readonly AuthMethod[];
  factors: Factors;
  onward: Onward;
  /** The value of the cookie of the sign-in form. */
  cookie: string;
}

/** Returns the hidden fields that carry the first step from one form to the next. */
export function firstStepFields(api: PageApi, step: FirstStep): Fragment {
  const { onward, cookie } = step;
  return [
    hidden('form', signInToken(api, cookie)),
    hidden('first', noteFirstStep(api, cookie, step)),
    hidden('return_to', onward.returnTo),
    onward.kept !== undefined && hidden('kept', onward.kept),
  ];
}

/** Asks for the second step. Without a script, the code of an app and a recovery code can be entered. */
export function secondStepPage(
  api: PageApi,
  request: Inbound,
  step: FirstStep,
  {
    status = 200,
    problem,
    kind = 'app',
    headers = {},
  }: {
    status?: number;
    problem?: string;
    /** The kind of code that the problem is about. */
    kind?: 'app' | 'recovery';
    headers?: Answer['headers'];
  } = {},
): Answer {
  const { authenticator, codesLeft, passkeys } = step.factors;
  const usesPasskey = passkeys.length > 0 && hasPasskeys(api, request);
  const words = api.words.factors.secondStep;
  const form = (inside: Fragment) =>
    html`<form method="post" action="${SECOND_STEP}" class="fields">${firstStepFields(api, step)}${inside}</form>`;
  const faultyApp = authenticator !== null && kind === 'app' ? problem : undefined;
  const faultyRecovery = faultyApp === undefined ? problem : undefined;
  const recovery = form(
    html`${textField({ name: 'code', id: 'recovery-code', label: words.recovery, hint: words.recoveryHint, maxLength: 40, required: true, problem: faultyRecovery })}
${submit(words.submitRecovery)}`,
  );
  const card = html`<h1>${words.title}</h1>
${problem && codesLeft === null && !authenticator && notice('bad', html`<p>${problem}</p>`)}
${
  authenticator &&
  form(
    html`${textField({ name: 'code', label: words.app, ...(codesLeft === null ? {} : { hint: words.appHint }), autocomplete: 'one-time-code', digits: true, maxLength: 40, required: true, focus: faultyRecovery === undefined, problem: faultyApp })}
${submit(words.submit, 'wide')}`,
  )
}
${usesPasskey && passkeyStep(api, step)}
${codesLeft !== null && html`<details${(!authenticator || faultyRecovery !== undefined) && html` open`}><summary>${words.useRecovery}</summary>${recovery}</details>`}
<p class="small"><a href="${SIGN_IN}?return_to=${encodeURIComponent(step.onward.returnTo)}">${words.somebodyElse}</a></p>`;
  const scripts = usesPasskey ? [passkeyScript] : [];
  return page(api, status, cardPage(api, words.title, card, null, scripts), {
    postsMayLeave: true,
    ownScripts: usesPasskey,
    headers,
  });
}

function passkeyStep(api: PageApi, step: FirstStep): Fragment {
  const challenge = newChallenge(api, { purpose: 'enter', browser: step.cookie });
  const look = step.factors.authenticator ? 'wide-plain' : 'wide';
  const place = { does: 'get', action: BY_PASSKEY, label: api.words.factors.passkeys.use, look } as const;
  const options = requestOptions(api, challenge, step.factors.passkeys);
  return passkeyForm(api, place, options, firstStepFields(api, step));
}
