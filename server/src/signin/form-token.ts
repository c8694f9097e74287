import { createHmac } from 'node:crypto';
import type { Api } from '../api.ts';
import { sameSecret } from '../lib/compare.ts';
import type { Session } from '../model/index.ts';

/**
 * Authenticates what stands in a hidden field. `purpose` keeps a value made for one kind of form from being used
 * in another; the parts are written as JSON, so that no two lists of parts look alike.
 */
export function seal(api: Api, purpose: string, parts: readonly (string | number)[]): string {
  return createHmac('sha256', api.keys.form().secret)
    .update(JSON.stringify([purpose, ...parts]))
    .digest('base64url');
}

/**
 * What forms are bound to. Whoever enters their password once more in another tab gets a new cookie and goes on with the
 * same session, and with the forms that are open. Sessions of before there were public ids have none.
 */
export function formsOf({ publicId, hash }: Pick<Session, 'publicId' | 'hash'>): string {
  return publicId === '' ? hash : publicId;
}

/**
 * The CSRF token of a signed-in browser: bound to its session, worthless with any other. Its second half stays the same
 * as long as the person does, and says whose form it was when the session has ended (`kept-form.ts`).
 */
export function csrfToken(api: Api, session: FormSession): string {
  return `${seal(api, 'csrf', [formsOf(session)])}.${ownerOf(api, session.userId)}`;
}

type FormSession = Pick<Session, 'publicId' | 'hash' | 'userId'>;

export function ownerOf(api: Api, userId: string): string {
  return seal(api, 'form of', [userId]);
}

/** Whose form a token says that it was; to compare, since it may be made up. `null` without one. */
export function ownerIn(presented: string | undefined): string | null {
  return /^[A-Za-z0-9_-]{43}\.([A-Za-z0-9_-]{43})$/.exec(presented ?? '')?.[1] ?? null;
}

export function isCsrfToken(api: Api, session: FormSession, presented: string | undefined): boolean {
  return presented !== undefined && sameSecret(presented, csrfToken(api, session));
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
