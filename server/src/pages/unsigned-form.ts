import type { Api } from '../api.ts';
import type { Answer } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { newSecret } from '../lib/ids.ts';
import { readCookie, setCookie } from '../signin/cookie.ts';
import { isSignInToken, signInToken } from '../signin/form-token.ts';
import { fromOwnPage } from '../signin/same-origin.ts';
import { hidden } from './controls.ts';
import type { Html } from './html.ts';
import type { PostedForm } from './posted-form.ts';

/** Ties a form of somebody who is not signed in to their browser: its hidden field, and the cookie that belongs to it. */
export function bound(api: Api, request: Inbound): { field: Html; headers: Answer['headers'] } {
  const known = readCookie(api.address, request, 'form');
  const secret = known ?? newSecret();
  return {
    field: hidden('form', signInToken(api, secret)),
    headers: known === null ? { 'set-cookie': setCookie(api.address, 'form', secret, null) } : {},
  };
}

/** Returns whether a form was sent from our own page by the browser that got it (CSRF). */
export function isBound(api: Api, request: Inbound, form: PostedForm): boolean {
  const cookie = readCookie(api.address, request, 'form');
  return fromOwnPage(api, request) && isSignInToken(api, cookie, form.get('form'));
}
