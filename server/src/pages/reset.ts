import type { Answer } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { isMailAddress } from '../lib/mail-address.ts';
import { sentenceAbout } from '../signin/chosen-password.ts';
import { SHORTEST_PASSWORD } from '../signin/passwords.ts';
import { RESET } from '../signin/reset/letters.ts';
import { askReset, personOfReset, resetByLink } from '../signin/reset/reset.ts';
import { inWords } from '../words/sentence.ts';
import { notice, submit, textField } from './controls.ts';
import { html } from './html.ts';
import { cardPage } from './layout.ts';
import { waitsInMailbox } from './mailbox.ts';
import { messagePage, unreadableForm } from './message.ts';
import { page } from './page-answer.ts';
import type { PageApi } from './page-api.ts';
import { PostedForm } from './posted-form.ts';
import { SIGN_IN } from './sign-in-paths.ts';
import { bound, isBound } from './unsigned-form.ts';

/** `GET /sign-in/reset`: asks for the address to which a link to a new password goes. */
export function showReset(
  api: PageApi,
  request: Inbound,
  form: { status?: number; email?: string; problem?: string; headers?: Answer['headers'] } = {},
): Answer {
  const { status = 200, email = '', problem } = form;
  const { field, headers } = bound(api, request);
  const words = api.words.reset.ask;
  const card = html`<h1>${words.heading}</h1>
<p>${words.lead(api.config.title)}</p>
<form method="post" action="${RESET}" class="fields">${field}
${textField({ name: 'email', label: api.words.signIn.email, type: 'email', value: email, autocomplete: 'username', required: true, maxLength: 254, focus: true, problem })}
${submit(words.submit, 'wide')}
</form>
<p class="small"><a href="${SIGN_IN}">${words.back}</a></p>`;
  return page(api, status, cardPage(api, words.heading, card), { headers: { ...headers, ...form.headers } });
}

/** `POST /sign-in/reset`: one answer, whether or not there is an account. */
export async function submitReset(api: PageApi, request: Inbound): Promise<Answer> {
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(api, form.problem);
  const email = form.value.text('email', 254);
  const { ask, asked } = api.words.reset;
  const again = (status: number, problem: string, headers: Answer['headers'] = {}) =>
    showReset(api, request, { status, email, problem, headers });
  if (!isBound(api, request, form.value)) return again(403, ask.expired);
  if (!isMailAddress(email)) return again(400, ask.noAddress);
  const wait = await askReset(api, request, email);
  if (wait !== null) return again(429, ask.wait(wait), { 'retry-after': String(wait) });
  return messagePage(api, 200, asked.heading, {
    text: html`${asked.text(email, api.config.title)} ${waitsInMailbox(api, request)}`,
    link: { href: SIGN_IN, label: ask.back },
  });
}

/** `GET /sign-in/reset/:secret`: asks for the new password. It uses nothing up: mail scanners open links. */
export async function showNewPassword(
  api: PageApi,
  request: Inbound,
  secret: string,
  form: { status?: number; problem?: string; stale?: boolean } = {},
): Promise<Answer> {
  const user = await personOfReset(api, secret);
  if (!user) return linkIsGone(api);
  const { status = 200, problem, stale = false } = form;
  const { field, headers } = bound(api, request);
  const words = api.words.reset.choose;
  const card = html`<h1>${words.heading}</h1>
${stale && notice('bad', html`<p>${api.words.reset.ask.expired}</p>`)}
<p>${words.lead(user.email, api.config.title)}</p>
<form method="post" action="${RESET}/${secret}" class="fields">${field}
<input type="hidden" name="username" value="${user.email}" autocomplete="username">
${textField({ name: 'next', label: words.password, hint: words.hint(SHORTEST_PASSWORD), type: 'password', autocomplete: 'new-password', required: true, maxLength: 1024, focus: true, problem })}
${submit(words.submit, 'wide')}
</form>`;
  return page(api, status, cardPage(api, words.heading, card), { headers });
}

/** `POST /sign-in/reset/:secret`: uses the link up. */
export async function submitNewPassword(api: PageApi, request: Inbound, secret: string): Promise<Answer> {
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(api, form.problem);
  if (!isBound(api, request, form.value)) {
    return showNewPassword(api, request, secret, { status: 403, stale: true });
  }
  const result = await resetByLink(api, request, { secret, password: form.value.get('next') ?? '' });
  switch (result.outcome) {
    case 'changed': {
      const { heading, text } = api.words.reset.done;
      return messagePage(api, 200, heading, {
        text,
        link: { href: SIGN_IN, label: api.words.signIn.submit },
      });
    }
    case 'refused':
      return showNewPassword(api, request, secret, {
        status: 422,
        problem: inWords(api.words, sentenceAbout(result.problem)),
      });
    case 'gone':
      return linkIsGone(api);
  }
}

function linkIsGone(api: PageApi): Answer {
  const { heading, text, link } = api.words.reset.gone;
  return messagePage(api, 410, heading, { text, link: { href: RESET, label: link }, code: 'link_gone' });
}
