import type { Answer } from '../../http/answer.ts';
import { askAddress } from '../../manage/own/address.ts';
import type { SignInThrottle } from '../../signin/throttle.ts';
import { submit, textField } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { postForm } from './form.ts';
import { YOU } from './own-paths.ts';
import { type Change, changed, type Visit } from './visit.ts';

export type AddressProblems = { email?: string; current?: string };

/** Lets somebody who signs in by a password sign in with another address. */
export function addressPanel(api: PageApi, visit: Visit, problems: AddressProblems = {}): Fragment {
  if (!api.runtime.mails || visit.user.passwordHash === null) return null;
  const words = api.words.addresses.panel;
  return html`<section class="panel" id="address"><h2>${words.heading}</h2><p>${words.lead(visit.user.email)}</p>
${postForm(
  visit,
  { path: YOU, action: 'address', look: 'fields' },
  html`${textField({ name: 'email', label: words.email, type: 'email', autocomplete: 'email', required: true, maxLength: 254, problem: problems.email })}
${textField({ name: 'password', label: words.current, type: 'password', autocomplete: 'current-password', required: true, maxLength: 1024, problem: problems.current })}
${submit(words.submit)}`,
)}</section>`;
}

/** `POST`: mails a link to the new address. */
export async function submitAddressChange(
  api: PageApi,
  throttle: SignInThrottle,
  change: Change,
  again: (problems: AddressProblems) => Promise<Answer>,
): Promise<Answer> {
  const { form, request, user } = change;
  const input = { email: form.text('email', 254), current: form.get('password') ?? '' };
  const refused = await askAddress(api, throttle, request, user, input);
  if (refused === null) return changed(change, YOU, 'address-asked');
  const words = api.words.addresses.problems;
  const sentence = refused.problem === 'wait' ? words.wait(refused.seconds) : words[refused.problem];
  return again({ [refused.field]: sentence });
}
