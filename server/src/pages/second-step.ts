import { type Answer, seeOther } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { ok } from '../lib/result.ts';
import { readCookie } from '../signin/cookie.ts';
import { checkCode, kindOf } from '../signin/factors/code.ts';
import { openFirstStep } from '../signin/factors/first-step.ts';
import { isSignInToken } from '../signin/form-token.ts';
import { localPath } from '../signin/return-to.ts';
import { fromOwnPage } from '../signin/same-origin.ts';
import { enter } from './enter.ts';
import { unreadableForm } from './message.ts';
import { type PageApi, spokenTo } from './page-api.ts';
import { PostedForm } from './posted-form.ts';
import { type FirstStep, secondStepPage } from './second-step-page.ts';
import { signInPage } from './sign-in.ts';
import { SIGN_IN } from './sign-in-paths.ts';

/** `POST`: checks the form, the note of the first step, then the code, and signs the user in. */
export async function submitSecondStep(plain: PageApi, request: Inbound): Promise<Answer> {
  const read = await readFirstStep(plain, request);
  if (!('step' in read)) return read.answer;
  const { api, step, form } = read;
  const { user, factors, onward } = step;
  const words = api.words.factors.secondStep;
  const code = form.text('code', 40);
  const again = (status: number, problem: string, headers: Answer['headers'] = {}) =>
    secondStepPage(api, request, step, { status, problem, kind: kindOf(code), headers });
  if (code === '') return again(400, words.missing);
  const checked = await checkCode(api, request, user.id, factors, code);
  switch (checked.outcome) {
    case 'right':
      return enter(api, request, { user, methods: [...step.methods, 'otp', 'mfa'] }, onward);
    case 'wrong':
      return again(403, words.wrong);
    case 'wait':
      return again(429, words.wait(checked.seconds), { 'retry-after': String(checked.seconds) });
  }
}

/**
 * Reads a form that follows a right password, or returns the answer that leads back to the sign-in form. The API that it
 * returns speaks as the page to which the user goes on.
 *
 * @param posted the form, if it was read already
 */
export async function readFirstStep(
  plain: PageApi,
  request: Inbound,
  posted?: PostedForm,
): Promise<{ api: PageApi; step: FirstStep; form: PostedForm } | { answer: Answer }> {
  const read = posted ? ok(posted) : await PostedForm.read(request);
  if (!read.ok) return { answer: unreadableForm(plain, read.problem) };
  const form = read.value;
  if (!fromOwnPage(plain, request)) return { answer: seeOther(SIGN_IN) };
  const onward = { returnTo: localPath(form.get('return_to')) ?? '/account', kept: form.get('kept') };
  const api = spokenTo(plain, request, onward.returnTo);
  const cookie = readCookie(api.address, request, 'form');
  const ours = isSignInToken(api, cookie, form.get('form'));
  const first = ours ? await openFirstStep(api, cookie, form.get('first')) : null;
  if (cookie === null || first === null) {
    const problem = api.words.factors.secondStep.late;
    return { answer: signInPage(api, request, { ...onward, status: 403, problem }) };
  }
  const factors = await api.store.factorsOf(first.user.id);
  return { api, step: { ...first, onward, cookie, factors }, form };
}
