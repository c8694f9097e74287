import type { Challenge } from './latchkey.ts';
import type { Person } from './people.ts';

/** Escapes everything that comes from elsewhere. */
function html(strings: TemplateStringsArray, ...values: (string | { markup: string })[]): { markup: string } {
  const parts = values.map((value) => (typeof value === 'string' ? escaped(value) : value.markup));
  return { markup: strings.map((text, at) => text + (parts[at] ?? '')).join('') };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function page(title: string, body: { markup: string }): string {
  return html`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><main><h1>${title}</h1>${body}</main></html>`.markup;
}

export function signInPage(challenge: string, asked: Challenge, problem = '', email = ''): string {
  const why = asked.client ? html`<p>${asked.client.name} wants to connect.</p>` : html``;
  const note = problem || asked.message || '';
  return page(
    'Sign in to Fern Notes',
    html`${why}${note ? html`<p role="alert">${note}</p>` : html``}
<form method="post" action="/latchkey/sign-in"><input type="hidden" name="challenge" value="${challenge}">
<p><label>E-mail address <input name="email" type="email" required autocomplete="username" value="${email || (asked.loginHint ?? '')}"></label></p>
<p><label>Password <input name="password" type="password" required autocomplete="current-password"></label></p>
<p><button name="decision" value="sign-in">Sign in</button>
<button name="decision" value="refuse" formnovalidate>Go back</button></p></form>`,
  );
}

export function consentPage(challenge: string, asked: Challenge, person: Person, csrf: string): string {
  const client = asked.client?.name ?? '';
  const scopes = asked.scopes.map(({ name, title, optional }) =>
    optional
      ? html`<li><label><input type="checkbox" name="scope" value="${name}" checked> ${title}</label></li>`
      : html`<li>${title}</li>`,
  );
  return page(
    `Connect ${client} to ${asked.tenant?.name ?? ''}?`,
    html`<form method="post" action="/latchkey/consent"><input type="hidden" name="challenge" value="${challenge}">
<input type="hidden" name="csrf" value="${csrf}">
<p>${client} will be able to:</p><ul>${{ markup: scopes.map(({ markup }) => markup).join('') }}</ul>
<p>You are ${person.name}. It can never do more than you may. You will be sent to ${asked.client?.destination ?? ''}.</p>
<p><button name="decision" value="allow">Allow</button> <button name="decision" value="refuse">Do not allow</button></p></form>`,
  );
}

export function gonePage(): string {
  return page(
    'Start again',
    html`<p>This page has expired. Go back to where you came from, and start again.</p>`,
  );
}
