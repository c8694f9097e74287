import { type Answer, seeOther } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { isMailAddress } from '../lib/mail-address.ts';
import { NEW_APPLICATION, SIGN_UP } from '../manage/developers/letters.ts';
import { addressOfSignUp, askSignUp, becomeDeveloper, signUpByLink } from '../manage/developers/sign-up.ts';
import type { Developer } from '../model/index.ts';
import { sentenceAbout } from '../signin/chosen-password.ts';
import { setCookie } from '../signin/cookie.ts';
import { demandsSecondStep } from '../signin/factors/demanded.ts';
import { csrfToken } from '../signin/form-token.ts';
import { decidingTenant } from '../signin/outside/one-tenant.ts';
import { SHORTEST_PASSWORD } from '../signin/passwords.ts';
import { openSession, readSession, type SignedIn } from '../signin/session.ts';
import { inWords } from '../words/sentence.ts';
import { hidden, notice, submit, textArea, textField } from './controls.ts';
import { type Fragment, html } from './html.ts';
import { cardPage } from './layout.ts';
import { waitsInMailbox } from './mailbox.ts';
import { messagePage, unreadableForm } from './message.ts';
import { page } from './page-answer.ts';
import type { PageApi } from './page-api.ts';
import { PostedForm } from './posted-form.ts';
import { SIGN_IN } from './sign-in-paths.ts';
import { staleAnswer } from './signed-in-form.ts';
import { bound, isBound } from './unsigned-form.ts';

const LONGEST_PURPOSE = 500;
/** With it, the sign-in page leads to where somebody becomes a developer. */
const SIGN_IN_FIRST = `${SIGN_IN}?return_to=${encodeURIComponent(SIGN_UP)}`;

interface Again {
  status?: number;
  problem?: string;
  email?: string;
  name?: string;
  purpose?: string;
  problems?: { name?: string | undefined; purpose?: string | undefined; password?: string | undefined };
  headers?: Answer['headers'];
}

/** `GET /developers/sign-up`: asks a stranger for an address, and somebody who is signed in whether they want to. */
export async function showSignUp(api: PageApi, request: Inbound, again: Again = {}): Promise<Answer> {
  const visitor = await readSession(api, request);
  if (!visitor) return takesStrangers(api) ? askAddress(api, request, again) : signInFirst(api);
  const developer = await api.store.developer(visitor.user.id);
  if (developer) return standing(api, developer);
  return (await decidingTenant(api, visitor.user.id)) === null
    ? askToBecome(api, visitor, again)
    : ofOneTenant(api, visitor);
}

/** `POST /developers/sign-up`: sends a link, with one answer whether or not the address has an account. */
export async function submitSignUp(api: PageApi, request: Inbound): Promise<Answer> {
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(api, form.problem);
  if (form.value.get('csrf') !== undefined) return submitToBecome(api, request, form.value);
  if (!takesStrangers(api)) return seeOther(SIGN_UP);
  const email = form.value.text('email', 254);
  const { asked } = api.words.developers;
  const { expired, noAddress, wait: often } = api.words.reset.ask;
  const refuse = (status: number, problem: string, headers: Answer['headers'] = {}) =>
    askAddress(api, request, { status, email, problem, headers });
  if (!isBound(api, request, form.value)) return refuse(403, expired);
  if (!isMailAddress(email)) return refuse(400, noAddress);
  const wait = await askSignUp(api, request, email);
  if (wait !== null) return refuse(429, often(wait), { 'retry-after': String(wait) });
  return messagePage(api, 200, asked.heading, {
    text: html`${asked.text(email)} ${waitsInMailbox(api, request)}`,
  });
}

/** `GET /developers/sign-up/:secret`: asks for a name and a password. It uses nothing up: mail scanners open links. */
export async function showOpening(
  api: PageApi,
  request: Inbound,
  secret: string,
  again: Again = {},
): Promise<Answer> {
  const email = await addressOfSignUp(api, secret);
  if (email === null) return gone(api);
  const { status = 200, problem, problems = {}, name = '' } = again;
  const { field, headers } = bound(api, request);
  const { open } = api.words.developers;
  const { page: words } = api.words.invitation;
  const { title } = api.config;
  const card = html`<h1>${open.heading}</h1>
${problem && notice('bad', html`<p>${problem}</p>`)}
<p>${open.lead(email, title)}</p>
<form method="post" action="${SIGN_UP}/${secret}" class="fields">${field}
<input type="hidden" name="username" value="${email}" autocomplete="username">
${textField({ name: 'name', label: words.name, hint: open.nameHint(title), value: name, autocomplete: 'name', required: true, maxLength: 80, focus: true, problem: problems.name })}
${textField({ name: 'password', label: words.password, hint: api.words.reset.choose.hint(SHORTEST_PASSWORD), type: 'password', autocomplete: 'new-password', required: true, maxLength: 1024, problem: problems.password })}
${purposeField(api, again)}
${submit(open.submit, 'wide')}
</form>`;
  return page(api, status, cardPage(api, open.heading, card), { headers });
}

/** `POST /developers/sign-up/:secret`: uses the link up. */
export async function submitOpening(api: PageApi, request: Inbound, secret: string): Promise<Answer> {
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(api, form.problem);
  const name = form.value.text('name', 80);
  const purpose = purposeIn(form.value);
  const again = (status: number, rest: Again) =>
    showOpening(api, request, secret, { status, name, purpose, ...rest });
  if (!isBound(api, request, form.value)) return again(403, { problem: api.words.reset.ask.expired });
  const missing = {
    name: name === '' ? api.words.invitation.page.nameMissing : undefined,
    purpose: purposeProblem(api, purpose),
  };
  if (missing.name !== undefined || missing.purpose !== undefined) return again(422, { problems: missing });
  const password = form.value.get('password') ?? '';
  const result = await signUpByLink(api, request, { secret, name, password, purpose: purpose || null });
  if (result.outcome === 'refused') {
    return again(422, { problems: { password: inWords(api.words, sentenceAbout(result.problem)) } });
  }
  if (result.outcome === 'taken') return taken(api, result.email);
  if (result.outcome === 'gone') return gone(api);
  // A second step is set up at the first sign-in.
  if (await demandsSecondStep(api, result.user.id)) return seeOther(SIGN_IN_FIRST);
  const { cookie } = await openSession(api, request, result.user, ['pwd']);
  return seeOther(result.developer.state === 'approved' ? NEW_APPLICATION : SIGN_UP, {
    'set-cookie': [cookie, setCookie(api.address, 'form', '', 0)],
  });
}

/** Whether a stranger can open an account: by a mailed link, with a password. */
function takesStrangers({ config, runtime }: PageApi): boolean {
  return runtime.mails && config.signInBy.passwords && !config.signInBy.handOver;
}

function askAddress(api: PageApi, request: Inbound, again: Again): Answer {
  const { status = 200, email = '', problem } = again;
  const { field, headers } = bound(api, request);
  const { ask } = api.words.developers;
  const { title } = api.config;
  const card = html`<h1>${ask.heading(title)}</h1>
<p>${ask.lead(title)}</p>
${asksPurpose(api) && html`<p>${ask.waits}</p>`}
<form method="post" action="${SIGN_UP}" class="fields">${field}
${textField({ name: 'email', label: api.words.signIn.email, type: 'email', value: email, autocomplete: 'username', required: true, maxLength: 254, focus: true, problem })}
${submit(ask.submit, 'wide')}
</form>
<p class="small">${ask.haveOne} <a href="${SIGN_IN_FIRST}">${ask.signIn}</a></p>`;
  const sent = { ...headers, ...again.headers };
  return page(api, status, cardPage(api, ask.heading(title), card), { headers: sent });
}

function signInFirst(api: PageApi): Answer {
  const { ask } = api.words.developers;
  return messagePage(api, 200, ask.heading(api.config.title), {
    text: ask.closed(api.config.title),
    link: { href: SIGN_IN_FIRST, label: ask.signIn },
  });
}

function askToBecome(api: PageApi, { user, session }: SignedIn, again: Again): Answer {
  const { ask, become } = api.words.developers;
  const heading = ask.heading(api.config.title);
  const card = html`<h1>${heading}</h1>
<p>${become.lead(user.email)}</p>
${asksPurpose(api) && html`<p>${ask.waits}</p>`}
<form method="post" action="${SIGN_UP}" class="fields">${hidden('csrf', csrfToken(api, session))}
${purposeField(api, again)}
${submit(become.submit, 'wide')}
</form>`;
  return page(api, again.status ?? 200, cardPage(api, heading, card));
}

/** Says that another account is needed. */
function ofOneTenant(api: PageApi, { user }: SignedIn): Answer {
  const { ask } = api.words.developers;
  const text = api.words.invitation.page.decidedElsewhere(user.email);
  return messagePage(api, 403, ask.heading(api.config.title), { text, code: 'decided_elsewhere' });
}

async function submitToBecome(api: PageApi, request: Inbound, form: PostedForm): Promise<Answer> {
  const visitor = await readSession(api, request);
  if (!visitor) return seeOther(SIGN_IN_FIRST);
  const stale = await staleAnswer(api, request, visitor, form, SIGN_UP);
  if (stale) return stale;
  const purpose = purposeIn(form);
  const problem = purposeProblem(api, purpose);
  if (problem !== undefined) {
    return askToBecome(api, visitor, { status: 422, purpose, problems: { purpose: problem } });
  }
  const developer = await becomeDeveloper(api, request, visitor.user, purpose || null);
  return seeOther(developer?.state === 'approved' ? NEW_APPLICATION : SIGN_UP);
}

/** Somebody looks at each request, so it says what is to be made. */
function asksPurpose({ config }: PageApi): boolean {
  return config.developers.signUp === 'approval';
}

function purposeField(api: PageApi, { purpose = '', problems = {} }: Again): Fragment {
  const { open } = api.words.developers;
  if (!asksPurpose(api)) return false;
  return textArea({
    ...{ name: 'purpose', label: open.purpose, hint: open.purposeHint, value: purpose },
    problem: problems.purpose,
  });
}

function purposeIn(form: PostedForm): string {
  return (form.get('purpose') ?? '').trim().slice(0, LONGEST_PURPOSE);
}

function purposeProblem(api: PageApi, purpose: string): string | undefined {
  return asksPurpose(api) && purpose === '' ? api.words.developers.open.purposeMissing : undefined;
}

/** Says how it stands with somebody who signed up. */
function standing(api: PageApi, { state, reason, createdAt }: Developer): Answer {
  const { state: words } = api.words.developers;
  const { title } = api.config;
  switch (state) {
    case 'pending': {
      const text = words.pending.text(title, api.figures.day(createdAt));
      return messagePage(api, 200, words.pending.heading, { text });
    }
    case 'refused': {
      const said = reason === null ? '' : ` ${words.refused.reason(reason)}`;
      const text = `${words.refused.text(title)}${said}`;
      return messagePage(api, 200, words.refused.heading, { text });
    }
    case 'approved': {
      const { heading, text, link } = words.approved;
      return messagePage(api, 200, heading, { text, link: { href: NEW_APPLICATION, label: link } });
    }
  }
}

function gone(api: PageApi): Answer {
  const { heading, text, link } = api.words.developers.gone;
  return messagePage(api, 410, heading, { text, link: { href: SIGN_UP, label: link }, code: 'link_gone' });
}

function taken(api: PageApi, email: string): Answer {
  const { heading, text } = api.words.developers.taken;
  const link = { href: SIGN_IN_FIRST, label: api.words.signIn.submit };
  return messagePage(api, 409, heading, { text: text(email), link });
}
