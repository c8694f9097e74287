import type { Answer } from '../../http/answer.ts';
import { removePasskey } from '../../manage/own/passkeys.ts';
import type { Factors } from '../../model/index.ts';
import { browserName } from '../../signin/browser-name.ts';
import { newChallenge } from '../../signin/factors/challenge.ts';
import { addPasskey, MOST_PASSKEYS } from '../../signin/factors/passkey.ts';
import { creationOptions, hasPasskeys } from '../../signin/factors/passkey-options.ts';
import { formsOf } from '../../signin/form-token.ts';
import { passkeyScript } from '../assets.ts';
import { hidden, notice, textField } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { passkeyForm } from '../passkey-form.ts';
import { confirmPage } from './confirm.ts';
import { accountPage } from './frame.ts';
import { onDay } from './moment.ts';
import { PASSKEYS, YOU } from './own-paths.ts';
import { type Change, changed, type Visit, within } from './visit.ts';

/** Returns the panel of the user's page with their passkeys. */
export function passkeysPanel(api: PageApi, visit: Visit, { passkeys }: Factors): Fragment {
  const here = hasPasskeys(api, visit.request);
  if (!here && passkeys.length === 0) return null;
  const words = api.words.factors.passkeys;
  return html`<section class="panel" id="passkeys"><h2>${words.heading}</h2>
<p>${words.about}</p>
${
  passkeys.length === 0
    ? html`<p class="soft">${words.none}</p>`
    : html`<ul class="log own">${passkeys.map(
        ({ id, name, createdAt, lastUsedAt }) =>
          html`<li><div class="what"><p><strong>${name}</strong></p>
<p class="small soft">${words.added} ${onDay(api, createdAt)} · ${lastUsedAt === null ? words.unused : html`${words.lastUsed} ${onDay(api, lastUsedAt)}`}</p></div> <a class="button" href="${within(visit, `${PASSKEYS}/${id}/remove`)}" aria-label="${words.removeOf(name)}">${words.remove}</a></li>`,
      )}</ul>`
}
${here && html`<p><a class="button${passkeys.length === 0 && ' primary'}" href="${within(visit, `${PASSKEYS}/new`)}">${words.add}</a></p>`}</section>`;
}

/** `GET …/passkeys/new`: makes a passkey, by a script. */
export async function newPasskeyPage(
  api: PageApi,
  visit: Visit,
  { status, problem }: { status?: number; problem?: string } = {},
): Promise<Answer> {
  if (!hasPasskeys(api, visit.request)) return notFoundPage(api);
  const { user, session, membership, csrf, at } = visit;
  const words = api.words.factors.passkeys;
  const { passkeys } = await api.store.factorsOf(user.id);
  const challenge = newChallenge(api, { purpose: 'add', browser: formsOf(session) });
  const typed = visit.entered?.to === PASSKEYS ? visit.entered.form.text('name', 60) : '';
  const name = typed || (browserName(visit.request.headers['user-agent']) ?? words.nameless);
  return accountPage(api, visit, {
    title: words.add,
    section: YOU,
    ...(status === undefined ? {} : { status }),
    problem,
    scripts: [passkeyScript],
    body: html`<section class="panel"><p>${words.about}</p>
<div data-without-passkeys>${notice('warn', html`<p>${words.unable}</p>`)}</div>
${passkeyForm(
  api,
  { does: 'create', action: PASSKEYS, label: words.make, look: 'primary' },
  creationOptions(api, challenge, user, passkeys),
  html`${hidden('csrf', csrf)}${hidden('at', at)}${hidden('tenant', membership.tenantId)}
${textField({ name: 'name', label: words.name, hint: words.nameHint, value: name, maxLength: 60, required: true })}`,
)}
<p><a class="button" href="${within(visit, YOU)}">${api.words.factors.back}</a></p></section>`,
  });
}

/** `POST …/passkeys` */
export async function submitNewPasskey(api: PageApi, change: Change): Promise<Answer> {
  if (!hasPasskeys(api, change.request)) return notFoundPage(api);
  const { form, request, user, session } = change;
  const words = api.words.factors.passkeys;
  const place = { purpose: 'add', browser: formsOf(session) } as const;
  const made = { text: form.get('passkey') ?? '', name: form.text('name', 60) || words.nameless };
  const outcome = await addPasskey(api, request, place, user.id, made);
  if (outcome === 'added') return changed(change, YOU, 'passkey-added');
  const problem = outcome === 'too_many' ? words.problems.too_many(MOST_PASSKEYS) : words.problems[outcome];
  return newPasskeyPage(api, change, { status: 400, problem });
}

/** `GET …/passkeys/:id/remove` */
export async function removePasskeyPage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const { passkeys } = await api.store.factorsOf(visit.user.id);
  const passkey = passkeys.find((each) => each.id === id);
  if (!passkey) return notFoundPage(api);
  const words = api.words.factors.passkeys;
  return confirmPage(api, visit, {
    title: words.removeTitle,
    section: YOU,
    text: html`<p>${words.removeText(passkey.name)}</p>`,
    form: { path: `${PASSKEYS}/${id}`, action: 'remove' },
    label: words.remove,
    back: YOU,
    keep: api.words.factors.back,
  });
}

/** `POST …/passkeys/:id` */
export async function submitRemovePasskey(
  api: PageApi,
  change: Change,
  id: string,
  refuse: (problem: string) => Promise<Answer>,
): Promise<Answer> {
  switch (await removePasskey(api, change.request, change.user.id, id)) {
    case 'removed':
      return changed(change, YOU, 'passkey-removed');
    case 'demanded':
      return refuse(api.words.factors.passkeys.problems.last(api.config.title));
    case 'unknown':
      return notFoundPage(api);
  }
}
