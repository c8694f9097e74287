import type { Answer } from '../../http/answer.ts';
import { renewRecoveryCodes, turnOffSecondStep, turnOnSecondStep } from '../../manage/own/second-step.ts';
import type { Factors } from '../../model/index.ts';
import { isSecondStepOn } from '../../rules/factor/second-step.ts';
import { newAuthenticatorSecret, openOffer } from '../../signin/factors/authenticator.ts';
import { localPath } from '../../signin/return-to.ts';
import { authenticatorOffer } from '../authenticator-offer.ts';
import { notice, submit } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { confirmPage } from './confirm.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { onDay } from './moment.ts';
import { AUTHENTICATOR, NEW_CODES, RECOVERY_CODES, SECOND_STEP_OFF, YOU } from './own-paths.ts';
import { onceShown, shownBefore, showOnce } from './shown-once.ts';
import { type Change, changed, type Visit, within } from './visit.ts';

/** Returns the panel of the user's page about the second step. */
export function secondStepPanel(api: PageApi, visit: Visit, factors: Factors): Fragment {
  const { authenticator, passkeys, codesLeft } = factors;
  const words = api.words.factors.panel;
  const on = isSecondStepOn(factors);
  const button = (path: string, label: string, look = '') =>
    html`<a class="button${look}" href="${within(visit, path)}">${label}</a>`;
  return html`<section class="panel" id="second-step"><h2>${words.heading}</h2>
<p>${!on ? words.off : !authenticator ? words.passkey : passkeys.length > 0 ? words.appOrPasskey : words.app}</p>
${
  authenticator &&
  html`<p class="soft">${words.appSince} ${onDay(api, authenticator.createdAt)}${
    authenticator.lastUsedAt !== null && html` · ${words.lastUsed} ${onDay(api, authenticator.lastUsedAt)}`
  }</p>`
}
${codesLeft !== null && html`<p>${codesLeft === 0 ? words.noCodes : words.codes(codesLeft)}</p>`}
<p class="actions">${!authenticator && button(AUTHENTICATOR, api.words.factors.app.title, on ? '' : ' primary')}
${!on && passkeys.length > 0 && button(NEW_CODES, words.askPasskey)}
${on && [button(NEW_CODES, words.newCodes), ' ', button(SECOND_STEP_OFF, words.turnOff, ' danger')]}</p></section>`;
}

/** `GET …/authenticator`: offers a new secret to the user's app. */
export async function authenticatorPage(
  api: PageApi,
  visit: Visit,
  {
    status,
    problem,
    secret = newAuthenticatorSecret(),
  }: { status?: number; problem?: string; secret?: Buffer } = {},
): Promise<Answer> {
  const words = api.words.factors;
  if ((await api.store.factorsOf(visit.user.id)).authenticator) return changed(visit, YOU);
  return accountPage(api, visit, {
    title: words.app.title,
    section: YOU,
    ...(status === undefined ? {} : { status }),
    body: html`<section class="panel">${postForm(
      visit,
      { path: AUTHENTICATOR, look: 'fields' },
      html`${authenticatorOffer(api, visit.user, secret, problem)}
<div class="actions">${submit(words.app.turnOn, 'primary')}<a class="button" href="${within(visit, YOU)}">${words.back}</a></div>`,
    )}</section>`,
  });
}

/** `POST …/authenticator`: turns the second step on once the app shows a right code. */
export async function submitAuthenticator(api: PageApi, change: Change): Promise<Answer> {
  const { form, request, user } = change;
  const { problems } = api.words.factors.app;
  const secret = openOffer(api, user.id, form.get('offer'));
  if (secret === null) return authenticatorPage(api, change, { status: 400, problem: problems.late });
  const turned = await turnOnSecondStep(api, request, user.id, secret, form.text('code', 12));
  if (turned.ok) return showOnce(api, change, RECOVERY_CODES, turned.value.join('\n'));
  return authenticatorPage(api, change, { status: 400, problem: problems[turned.problem], secret });
}

/** `GET …/recovery-codes`: the new codes, shown once. */
export async function recoveryCodesPage(api: PageApi, visit: Visit): Promise<Answer> {
  const words = api.words.factors.codes;
  const codes = await onceShown(api, visit, RECOVERY_CODES);
  const next = localPath(new URLSearchParams(visit.request.query).get('next') ?? undefined);
  if (codes === null) return shownBefore(api, visit, YOU, words.lost, YOU);
  return accountPage(api, visit, {
    title: words.title,
    section: YOU,
    copies: true,
    body: html`${notice('warn', html`<p>${words.keep}</p>`)}
<section class="panel"><p class="label" id="codes-label">${words.label}</p>
<code class="secret lines" id="recovery-codes" aria-labelledby="codes-label">${codes}</code>
<p class="hint">${words.hint}</p></section>
<p><a class="button primary" href="${next ?? within(visit, YOU)}">${words.kept}</a></p>`,
  });
}

/** `GET …/new-codes` */
export async function newCodesPage(api: PageApi, visit: Visit): Promise<Answer> {
  const on = isSecondStepOn(await api.store.factorsOf(visit.user.id));
  const { newCodes, askPasskey, back } = api.words.factors;
  const { title, text, submit: label } = on ? newCodes : askPasskey;
  return confirmPage(api, visit, {
    title,
    section: YOU,
    text: html`<p>${text}</p>`,
    form: { path: YOU, action: 'recovery-codes' },
    label,
    back: YOU,
    keep: back,
  });
}

/** `GET …/second-step-off` */
export async function secondStepOffPage(api: PageApi, visit: Visit): Promise<Answer> {
  const { turnOff, panel, back } = api.words.factors;
  return confirmPage(api, visit, {
    title: turnOff.title,
    section: YOU,
    text: html`<p>${turnOff.text}</p>`,
    form: { path: YOU, action: 'second-step-off' },
    label: panel.turnOff,
    back: YOU,
    keep: back,
  });
}

/** `POST`: makes new codes and shows them. Without an app, only a user with passkeys has a use for them. */
export async function submitNewCodes(api: PageApi, change: Change): Promise<Answer> {
  const factors = await api.store.factorsOf(change.user.id);
  if (!isSecondStepOn(factors) && factors.passkeys.length === 0) return changed(change, YOU);
  const codes = await renewRecoveryCodes(api, change.request, change.user.id);
  return showOnce(api, change, RECOVERY_CODES, codes.join('\n'));
}

/** `POST` */
export async function submitSecondStepOff(
  api: PageApi,
  change: Change,
  refuse: (problem: string) => Promise<Answer>,
): Promise<Answer> {
  if ((await turnOffSecondStep(api, change.request, change.user.id)) === 'demanded') {
    return refuse(api.words.factors.panel.demanded(api.config.title));
  }
  return changed(change, YOU, 'second-step-off');
}
