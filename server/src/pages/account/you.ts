import type { Answer } from '../../http/answer.ts';
import { setAlertMails } from '../../manage/own/alert-mails.ts';
import { changePassword, type PasswordProblems, signOutElsewhere } from '../../manage/own/password.ts';
import type { SignInThrottle } from '../../signin/throttle.ts';
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
import { type Change, changed, type Visit } from './visit.ts';
import { waysPanel } from './ways.ts';

/** `GET`: the user's own password, browsers and mails. */
export async function youPage(
  api: PageApi,
  visit: Visit,
  extra: { status?: number; problem?: string; problems?: PasswordProblems; address?: AddressProblems } = {},
): Promise<Answer> {
  const { problems = {}, address, ...view } = extra;
  const factors = await api.store.factorsOf(visit.user.id);
  const sessions = await sessionsPanel(api, visit);
  const mails = await alertMailsPanel(api, visit);
  return accountPage(api, visit, {
    title: 'Your sign-in',
    section: YOU,
    body: html`<section class="panel"><h2>Password</h2>
${postForm(
  visit,
  { path: YOU, action: 'password', look: 'fields' },
  html`${textField({ name: 'current', label: 'Current password', type: 'password', autocomplete: 'current-password', required: true, maxLength: 1024, problem: problems.current })}
${textField({ name: 'next', label: 'New password', hint: 'At least 10 characters. You are signed out in every other browser.', type: 'password', autocomplete: 'new-password', required: true, maxLength: 1024, problem: problems.next })}
${submit('Change the password', 'primary')}`,
)}</section>
${addressPanel(api, visit, address)}
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
  const wanted = await api.store.wantsAlertMails(userId, tenantId);
  return html`<section class="panel" id="mails"><h2>Mails</h2>
<p>${
    wanted
      ? `You get a mail when a connection of ${tenantName} is used in an unusual way, since you manage it.`
      : `You get no mail when a connection of ${tenantName} is used in an unusual way. The connection’s page shows it all the same.`
  }</p>
${postForm(
  visit,
  { path: YOU, action: 'mails', about: { wanted: wanted ? 'no' : 'yes' } },
  submit(wanted ? 'Send me no such mails' : 'Send me these mails'),
)}</section>`;
}

/** `GET …/sign-out`: asks for confirmation before the user's other browsers are signed out. */
export async function signOutElsewherePage(api: PageApi, visit: Visit): Promise<Answer> {
  return confirmPage(api, visit, {
    title: 'Sign out everywhere else?',
    section: YOU,
    text: html`<p>Ends your session in every other browser at once: you have to sign in again there. You stay signed in here.</p>`,
    form: { path: YOU, action: 'sign-out' },
    label: 'Sign out everywhere else',
    back: YOU,
    keep: 'Go back',
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
      const problem = 'Nothing was changed: please look at the marked field.';
      return youPage(api, change, { status: 400, problem, problems });
    }
    case 'address':
      return submitAddressChange(api, throttle, change, (address) =>
        youPage(api, change, { status: 422, address }),
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
