import { createHmac } from 'node:crypto';
import type { Api } from '../api.ts';
import { sameSecret } from '../lib/compare.ts';

/**
 * Authenticates what stands in a hidden field. `purpose` keeps a value made for one kind of form from being used
 * in another; the parts are written as JSON, so that no two lists of parts look alike.
 */
export function seal(api: Api, purpose: string, parts: readonly (string | number)[]): string {
  return createHmac('sha256', api.keys.form().secret)
    .update(JSON.stringify([purpose, ...parts]))
    .digest('base64url');
}

/** The CSRF token of a signed-in browser: bound to its session, worthless with any other. */
export function csrfToken(api: Api, sessionHash: string): string {
  return seal(api, 'csrf', [sessionHash]);
}

export function isCsrfToken(api: Api, sessionHash: string, presented: string | undefined): boolean {
  return presented !== undefined && sameSecret(presented, csrfToken(api, sessionHash));
}

/** The token of the sign-in form: bound to the cookie that the browser had before it signed in. */
export function signInToken(api: Api, formCookie: string): string {
  return seal(api, 'sign-in', [formCookie]);
}

export function isSignInToken(api: Api, formCookie: string | null, presented: string | undefined): boolean {
  return (
    formCookie !== null && presented !== undefined && sameSecret(presented, signInToken(api, formCookie))
  );
}
