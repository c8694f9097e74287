import { createHmac } from 'node:crypto';
import type { Api } from '../api.ts';
import { sameSecret } from '../lib/compare.ts';
import type { Session, UserId } from '../model/index.ts';

/**
 * Returns a MAC for a hidden field. `purpose` prevents a value for one kind of form from being used in
 * another. The parts are encoded as JSON, so that no two lists of parts have the same encoding.
 */
export function seal(api: Api, purpose: string, parts: readonly (string | number)[]): string {
  return createHmac('sha256', api.keys.form().macKey)
    .update(JSON.stringify([purpose, ...parts]))
    .digest('base64url');
}

/**
 * Returns the id that forms are bound to. Signing in again in another tab gives the browser a new cookie but
 * keeps this id, so forms that are open go on working. Sessions made before public ids existed have none.
 */
export function formsOf({ publicId, hash }: Pick<Session, 'publicId' | 'hash'>): string {
  return publicId === '' ? hash : publicId;
}

/**
 * Returns the CSRF token of a signed-in browser. It is bound to its session and worthless with any other. Its
 * second half identifies the user, so that `kept-form.ts` knows whose form it was after the session ends.
 */
export function csrfToken(api: Api, session: FormSession): string {
  return `${seal(api, 'csrf', [formsOf(session)])}.${ownerOf(api, session.userId)}`;
}

type FormSession = Pick<Session, 'publicId' | 'hash' | 'userId'>;

export function ownerOf(api: Api, userId: UserId): string {
  return seal(api, 'form of', [userId]);
}

/** Returns the user part of a token, or `null`. It is not authenticated here: compare it only. */
export function ownerIn(presented: string | undefined): string | null {
  return /^[A-Za-z0-9_-]{43}\.([A-Za-z0-9_-]{43})$/.exec(presented ?? '')?.[1] ?? null;
}

export function isCsrfToken(api: Api, session: FormSession, presented: string | undefined): boolean {
  return presented !== undefined && sameSecret(presented, csrfToken(api, session));
}

/** Returns the token of the sign-in form, bound to the cookie that the browser had before sign-in. */
export function signInToken(api: Api, formCookie: string): string {
  return seal(api, 'sign-in', [formCookie]);
}

export function isSignInToken(api: Api, formCookie: string | null, presented: string | undefined): boolean {
  return (
    formCookie !== null && presented !== undefined && sameSecret(presented, signInToken(api, formCookie))
  );
}
