import type { Answer } from '../../http/answer.ts';
import { setAlertMails } from '../../manage/own/alert-mails.ts';
import { changePassword, type PasswordProblems, signOutElsewhere } from '../../manage/own/password.ts';
import type { PreferenceProblems } from '../../manage/own/preferences.ts';
import type { SignInThrottle } from '../../signin/throttle.ts';
import { allInWords } from '../../words/sentence.ts';
import { submit, textField } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { type AddressProblems, addressPanel, submitAddressChange } from './address-panel.ts';
import { confirmPage } from './confirm.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { YOU } from './own-paths.ts';
import { passkeysPanel } from './passkeys.ts';
import { secondStepPanel, submitNewCodes, submitSecondStepOff } from './second-step.ts';
import { sessionsPanel, submitEndSession } from './sessions.ts';
import { speakingPanel, submitSpeaking } from './speaking-panel.ts';
import { type Change, changed, type Visit } from './visit.ts';
import { waysPanel } from './ways.ts';

/** `GET`: the user's own password, browsers and mails. */
export async function youPage(
  api: PageApi,
  visit: Visit,
  extra: {
    status?: number;
    problem?: string;
    problems?: PasswordProblems;
    address?: AddressProblems;
    speaking?: PreferenceProblems;
  } = {},
): Promise<Answer> {
  const { problems: found = {}, address, speaking, ...view } = extra;
  const problems = allInWords(api.words, found);
  const { title, password } = api.words.you;
  const factors = await api.store.factorsOf(visit.user.id);
  const sessions = await sessionsPanel(api, visit);
  const mails = await alertMailsPanel(api, visit);
  return accountPage(api, visit, {
    title,
    section: YOU,
    hasMoments: true,
    body: html`${
      visit.user.passwordHash !== null &&
      html`<section class="panel"><h2>${password.heading}</h2>
${postForm(
  visit,
  { path: YOU, action: 'password', look: 'fields' },
  html`${textField({ name: 'current', label: password.current, type: 'password', autocomplete: 'current-password', required: true, maxLength: 1024, problem: problems.current })}
${textField({ name: 'next', label: password.next, hint: password.hint, type: 'password', autocomplete: 'new-password', required: true, maxLength: 1024, problem: problems.next })}
${submit(password.submit, 'primary')}`,
)}</section>`
    }
${await addressPanel(api, visit, address)}
${await speakingPanel(api, visit, speaking)}
${passkeysPanel(api, visit, factors)}
${secondStepPanel(api, visit, factors)}
${waysPanel(api, visit)}
${sessions}
${mails}`,
    ...view,
  });
}

/** Lets a manager choose whether they are told of unusual use by mail. */
async function alertMailsPanel(api: PageApi, visit: Visit): Promise<Fragment> {
  if (!visit.manages || !api.config.mail.alerts) return null;
  const { userId, tenantId, tenantName } = visit.membership;
  const words = api.words.you.mails;
  const wanted = await api.store.wantsAlertMails(userId, tenantId);
  return html`<section class="panel" id="mails"><h2>${words.heading}</h2>
<p>${wanted ? words.wanted(tenantName) : words.unwanted(tenantName)}</p>
${postForm(
  visit,
  { path: YOU, action: 'mails', about: { wanted: wanted ? 'no' : 'yes' } },
  submit(wanted ? words.stop : words.start),
)}</section>`;
}

/** `GET …/sign-out`: asks for confirmation before the user's other browsers are signed out. */
export async function signOutElsewherePage(api: PageApi, visit: Visit): Promise<Answer> {
  const words = api.words.you.signOutElsewhere;
  return confirmPage(api, visit, {
    title: words.title,
    section: YOU,
    text: html`<p>${words.text}</p>`,
    form: { path: YOU, action: 'sign-out' },
    label: words.submit,
    back: YOU,
    keep: api.words.account.goBack,
  });
}

/** `POST` */
export async function changeYou(api: PageApi, throttle: SignInThrottle, change: Change): Promise<Answer> {
  const { form, request } = change;
  switch (form.get('action')) {
    case 'password': {
      const input = { current: form.get('current') ?? '', next: form.get('next') ?? '' };
      const problems = await changePassword(api, throttle, request, change, input);
      if (problems === null) return changed(change, YOU, 'password');
      return youPage(api, change, { status: 400, problem: api.words.you.password.refused, problems });
    }
    case 'address':
      return submitAddressChange(api, throttle, change, (address) =>
        youPage(api, change, { status: 422, address }),
      );
    case 'speaking':
      return submitSpeaking(api, change, (problems) =>
        youPage(api, change, { status: 422, speaking: problems }),
      );
    case 'mails':
      if (!change.manages) return notFoundPage(api);
      await setAlertMails(api, request, change.membership, form.get('wanted') === 'yes');
      return changed(change, YOU, 'mails');
    case 'sign-out':
      await signOutElsewhere(api, request, change);
      return changed(change, YOU, 'signed-out-elsewhere');
    case 'end-session':
      return submitEndSession(api, change);
    case 'recovery-codes':
      return submitNewCodes(api, change);
    case 'second-step-off':
      return submitSecondStepOff(api, change, (problem) => youPage(api, change, { status: 409, problem }));
    default:
      return notFoundPage(api);
  }
}
