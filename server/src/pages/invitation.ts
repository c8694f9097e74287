import { type Answer, seeOther } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { acceptInvitation, type Invited, invitedBy } from '../manage/members/accept-invitation.ts';
import { isDecidedElsewhere } from '../manage/members/decided-elsewhere.ts';
import { INVITATION } from '../manage/members/invitation-letter.ts';
import { knownOf, passwordProblem, sentenceAbout } from '../signin/chosen-password.ts';
import { setCookie } from '../signin/cookie.ts';
import { demandsSecondStep } from '../signin/factors/demanded.ts';
import { csrfToken } from '../signin/form-token.ts';
import { SHORTEST_PASSWORD } from '../signin/passwords.ts';
import { openSession, readSession, type SignedIn } from '../signin/session.ts';
import { inWords } from '../words/sentence.ts';
import { hidden, notice, submit, textField } from './controls.ts';
import { type Html, html } from './html.ts';
import { cardPage } from './layout.ts';
import { messagePage, unreadableForm } from './message.ts';
import { page } from './page-answer.ts';
import type { PageApi } from './page-api.ts';
import { PostedForm } from './posted-form.ts';
import { SIGN_OUT } from './sign-in.ts';
import { SIGN_IN } from './sign-in-paths.ts';
import { staleAnswer } from './signed-in-form.ts';
import { bound, isBound } from './unsigned-form.ts';

interface Again {
  status?: number;
  problem?: string;
  problems?: { name?: string | undefined; password?: string | undefined };
  name?: string;
}

/** `GET /sign-in/invitation/:secret`: shows an invitation. It uses nothing up: mail scanners open links. */
export async function showInvitation(
  api: PageApi,
  request: Inbound,
  secret: string,
  again: Again = {},
): Promise<Answer> {
  const invited = await invitedBy(api, secret);
  if (!invited) return gone(api);
  const { invitation, tenantName, standing } = invited;
  if (!standing) return noLonger(api, tenantName);
  const visitor = await readSession(api, request);
  const at = `${INVITATION}/${secret}`;
  if (!visitor && takesPassword(api) && !(await api.store.userByEmail(invitation.email))) {
    return newPerson(api, request, invited, at, again);
  }
  if (visitor && (await api.store.membership(visitor.user.id, invitation.tenantId))) {
    return memberAlready(api, tenantName, visitor);
  }
  const words = api.words.invitation.page;
  const isDecided = visitor && (await isDecidedElsewhere(api, visitor.user.id, invitation.tenantId));
  const card = visitor
    ? joinAs(api, invited, visitor, { at, isDecided: isDecided === true })
    : html`<p>${takesPassword(api) ? words.known(invitation.email) : words.elsewhere}</p>
<p><a class="button primary wide" href="${signInFor(at)}">${words.signIn}</a></p>`;
  return page(
    api,
    again.status ?? 200,
    cardPage(api, words.heading(tenantName), headed(api, invited, card)),
    {
      headers: visitor ? {} : bound(api, request).headers,
    },
  );
}

/** `POST /sign-in/invitation/:secret`: uses the invitation up. */
export async function submitInvitation(api: PageApi, request: Inbound, secret: string): Promise<Answer> {
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(api, form.problem);
  const visitor = await readSession(api, request);
  const at = `${INVITATION}/${secret}`;
  if (form.value.get('csrf') === undefined) return submitNewPerson(api, request, secret, form.value);
  if (!visitor) return seeOther(signInFor(at));
  const stale = await staleAnswer(api, request, visitor, form.value, at);
  if (stale) return stale;
  const result = await acceptInvitation(api, request, secret, { userId: visitor.user.id });
  if (result.outcome !== 'accepted') return showInvitation(api, request, secret, { status: 409 });
  return joined(result.invitation.tenantId);
}

async function submitNewPerson(
  api: PageApi,
  request: Inbound,
  secret: string,
  form: PostedForm,
): Promise<Answer> {
  const [name, password] = [form.text('name', 80), form.get('password') ?? ''];
  if (!takesPassword(api)) return seeOther(signInFor(`${INVITATION}/${secret}`));
  if (!isBound(api, request, form)) {
    return showInvitation(api, request, secret, {
      ...{ status: 403, problem: api.words.reset.ask.expired, name },
    });
  }
  const invited = await invitedBy(api, secret);
  const email = invited?.invitation.email ?? '';
  const weak = await passwordProblem(password, knownOf(api.config, { email, name }));
  const problems = {
    name: name === '' ? api.words.invitation.page.nameMissing : undefined,
    password: weak === null ? undefined : inWords(api.words, sentenceAbout(weak)),
  };
  if (problems.name !== undefined || problems.password !== undefined) {
    return showInvitation(api, request, secret, { status: 422, problems, name });
  }
  const result = await acceptInvitation(api, request, secret, { name, password });
  if (result.outcome !== 'accepted' || !result.user) {
    return showInvitation(api, request, secret, { status: 409 });
  }
  // A second step is set up at the first sign-in.
  if (await demandsSecondStep(api, result.user.id)) return seeOther(SIGN_IN);
  const { cookie } = await openSession(api, request, result.user, ['pwd']);
  return joined(result.invitation.tenantId, {
    'set-cookie': [cookie, setCookie(api.address, 'form', '', 0)],
  });
}

function joined(tenantId: string, headers: Answer['headers'] = {}): Answer {
  return seeOther(`/account?${new URLSearchParams({ tenant: tenantId, done: 'joined' })}`, headers);
}

function headed(api: PageApi, { tenantName, standing }: Invited, rest: Html): Html {
  const words = api.words.invitation.page;
  return html`<h1>${words.heading(tenantName)}</h1>
${standing && html`<p>${words.lead(standing.inviter, tenantName, api.config.title, standing.roleTitle)}</p>`}
${rest}`;
}

/** The form of somebody who has no account: the address is the invited one. */
function newPerson(api: PageApi, request: Inbound, invited: Invited, at: string, again: Again): Answer {
  const { status = 200, problem, problems = {}, name = '' } = again;
  const { field, headers } = bound(api, request);
  const { email } = invited.invitation;
  const words = api.words.invitation.page;
  const card = html`${problem && notice('bad', html`<p>${problem}</p>`)}
<p>${words.address(email)}</p>
<form method="post" action="${at}" class="fields">${field}
<input type="hidden" name="username" value="${email}" autocomplete="username">
${textField({ name: 'name', label: words.name, hint: words.nameHint, value: name, autocomplete: 'name', required: true, maxLength: 80, focus: true, problem: problems.name })}
${textField({ name: 'password', label: words.password, hint: api.words.reset.choose.hint(SHORTEST_PASSWORD), type: 'password', autocomplete: 'new-password', required: true, maxLength: 1024, problem: problems.password })}
${submit(words.submit, 'wide')}
</form>
<p class="small">${words.haveOne} <a href="${signInFor(at)}">${words.signIn}</a></p>`;
  const heading = words.heading(invited.tenantName);
  return page(api, status, cardPage(api, heading, headed(api, invited, card)), { headers });
}

/** Says who joins, above all where that is another address than the one that was invited. */
function joinAs(
  api: PageApi,
  { invitation }: Invited,
  { user, session }: SignedIn,
  { at, isDecided }: { at: string; isDecided: boolean },
): Html {
  const words = api.words.invitation.page;
  const csrf = csrfToken(api, session);
  const useOther = html`<form method="post" action="${SIGN_OUT}">${hidden('csrf', csrf)}${hidden('return_to', at)}<p class="small"><button type="submit" class="link-button">${words.other}</button></p></form>`;
  if (isDecided)
    return html`${notice('warn', html`<p>${words.decidedElsewhere(user.email)}</p>`)}${useOther}`;
  const isOther = user.email.toLowerCase() !== invitation.email.toLowerCase();
  return html`${isOther && notice('warn', html`<p>${words.otherAddress(invitation.email, user.email)}</p>`)}
<form method="post" action="${at}">${hidden('csrf', csrf)}${submit(words.joinAs(user.email), 'wide')}</form>
${useOther}`;
}

function memberAlready(api: PageApi, tenantName: string, { user }: SignedIn): Answer {
  const { heading, text, link } = api.words.invitation.member;
  return messagePage(api, 409, heading(tenantName), {
    text: text(user.email),
    link: { href: '/account', label: link },
  });
}

function gone(api: PageApi): Answer {
  const { heading, text } = api.words.invitation.gone;
  const link = { href: SIGN_IN, label: api.words.signIn.submit };
  return messagePage(api, 410, heading, { text, link, code: 'invitation_gone' });
}

function noLonger(api: PageApi, tenantName: string): Answer {
  const { heading, text } = api.words.invitation.noLonger;
  return messagePage(api, 409, heading, { text: text(tenantName), code: 'invitation_no_longer' });
}

/** Whether people have passwords here; if not, the API's own application makes their accounts. */
function takesPassword({ config }: PageApi): boolean {
  return !config.signInBy.handOver;
}

function signInFor(at: string): string {
  return `${SIGN_IN}?return_to=${encodeURIComponent(at)}`;
}
