import type { Answer } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { readCookie } from '../signin/cookie.ts';
import { checkPasskey } from '../signin/factors/passkey.ts';
import { localPath } from '../signin/return-to.ts';
import { enter } from './enter.ts';
import { unreadableForm } from './message.ts';
import { type PageApi, spokenTo } from './page-api.ts';
import { PostedForm } from './posted-form.ts';
import { readFirstStep } from './second-step.ts';
import { secondStepPage } from './second-step-page.ts';
import { signInPage } from './sign-in.ts';
import { isBound } from './unsigned-form.ts';

/** `POST`: signs in whoever's passkey it is. It was verified on the device, so no second step follows. */
export async function submitPasskey(plain: PageApi, request: Inbound): Promise<Answer> {
  const read = await PostedForm.read(request);
  if (!read.ok) return unreadableForm(plain, read.problem);
  const form = read.value;
  if (form.get('first') !== undefined) return submitPasskeyStep(plain, request, form);
  const onward = { returnTo: localPath(form.get('return_to')) ?? '/account', kept: form.get('kept') };
  const api = spokenTo(plain, request, onward.returnTo);
  const words = api.words.factors.passkeys;
  const cookie = readCookie(api.address, request, 'form');
  if (cookie === null || !isBound(api, request, form)) {
    return signInPage(api, request, { ...onward, status: 403, problem: words.wrong });
  }
  const place = { purpose: 'enter', browser: cookie } as const;
  const checked = await checkPasskey(api, request, place, form.get('passkey') ?? '', null);
  if (checked.outcome === 'right') return enter(api, request, checked, onward);
  if (checked.outcome === 'refused') {
    return signInPage(api, request, { ...onward, status: 403, problem: words.wrong });
  }
  const headers = { 'retry-after': String(checked.seconds) };
  return signInPage(api, request, { ...onward, status: 429, problem: words.wait(checked.seconds), headers });
}

/** A passkey after the password, in place of a code. */
async function submitPasskeyStep(plain: PageApi, request: Inbound, form: PostedForm): Promise<Answer> {
  const read = await readFirstStep(plain, request, form);
  if (!('step' in read)) return read.answer;
  const { api, step } = read;
  const words = api.words.factors.passkeys;
  const place = { purpose: 'enter', browser: step.cookie } as const;
  const checked = await checkPasskey(api, request, place, form.get('passkey') ?? '', step.user.id);
  if (checked.outcome === 'right') {
    const methods = [...step.methods, ...checked.methods] as const;
    return enter(api, request, { user: checked.user, methods }, step.onward);
  }
  if (checked.outcome === 'refused') {
    return secondStepPage(api, request, step, { status: 403, problem: words.wrong });
  }
  const headers = { 'retry-after': String(checked.seconds) };
  return secondStepPage(api, request, step, { status: 429, problem: words.wait(checked.seconds), headers });
}
