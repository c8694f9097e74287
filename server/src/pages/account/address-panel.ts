import type { Answer } from '../../http/answer.ts';
import { askAddress } from '../../manage/own/address.ts';
import type { User } from '../../model/index.ts';
import { decidingTenant } from '../../signin/outside/one-tenant.ts';
import type { SignInThrottle } from '../../signin/throttle.ts';
import { submit, textField } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { postForm } from './form.ts';
import { YOU } from './own-paths.ts';
import { type Change, changed, type Visit } from './visit.ts';

export type AddressProblems = { email?: string; current?: string };

/** Lets somebody who signs in by a password sign in with another address; tells everybody else who keeps theirs. */
export async function addressPanel(
  api: PageApi,
  visit: Visit,
  problems: AddressProblems = {},
): Promise<Fragment> {
  const words = api.words.addresses.panel;
  if (visit.user.passwordHash === null) {
    const kept = words.kept(visit.user.email, await keeperOf(api, visit.user));
    return html`<section class="panel" id="address"><h2>${words.heading}</h2><p>${kept}</p></section>`;
  }
  if (!api.runtime.mails) return null;
  return html`<section class="panel" id="address"><h2>${words.heading}</h2><p>${words.lead(visit.user.email)}</p>
${postForm(
  visit,
  { path: YOU, action: 'address', look: 'fields' },
  html`${textField({ name: 'email', label: words.email, type: 'email', autocomplete: 'email', required: true, maxLength: 254, problem: problems.email })}
${textField({ name: 'password', label: words.current, type: 'password', autocomplete: 'current-password', required: true, maxLength: 1024, problem: problems.current })}
${submit(words.submit)}`,
)}</section>`;
}

/** Returns the name of the tenant, provider or API that says which address a person has. */
async function keeperOf(api: PageApi, { id }: User): Promise<string> {
  const deciding = await decidingTenant(api, id);
  const tenant = deciding && (await api.store.tenantById(deciding));
  if (tenant) return tenant.name;
  const began = (await api.store.outsideAccountsOf(id)).find(({ founding }) => founding);
  const provider = api.config.signInBy.providers.find(({ issuer }) => issuer === began?.source);
  return provider?.title ?? api.config.title;
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
