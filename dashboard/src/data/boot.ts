/** Returns a value that the server wrote into the page. */
function written(name: string): string {
  return document.querySelector(`meta[name="latchkey-${name}"]`)?.getAttribute('content') ?? '';
}

/** The name of the API. */
export const api = written('api');
/** Addresses of the API owner's logo; empty without one. */
export const logo = { light: written('logo'), dark: written('logo-dark') };
export const language = document.documentElement.lang;
/** The time zone that the reader chose, or else that of their browser. */
export const timeZone =
  written('zone') === '' ? Intl.DateTimeFormat().resolvedOptions().timeZone : written('zone');
export const isDevelopment = written('development') === 'true';
/** Where the management API is. */
export const management = written('management');
/** The nonce of the page's content security policy; browsers hide it from attributes. */
export const nonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? '';

let token = written('form-token');

/** The form token of the session. It is kept in memory only. */
export function formToken(): string {
  return token;
}

/** After a new sign-in the session has another token. Returns whether there is a session again. */
export async function renewFormToken(): Promise<boolean> {
  const answer = await fetch(`${management}/me`, { cache: 'no-store' });
  const me = answer.ok ? ((await answer.json()) as { formToken?: string }) : {};
  token = me.formToken ?? token;
  return me.formToken !== undefined;
}
