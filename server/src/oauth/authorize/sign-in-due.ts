import type { Api } from '../../api.ts';
import type { Inbound } from '../../http/inbound.ts';
import { suitsClass } from '../../rules/sign-in/class.ts';
import { addressAfterSignIn, toldToSignInAt } from '../../signin/reauthentication.ts';
import type { SignedIn } from '../../signin/session.ts';
import { subjectFor } from '../../tokens/subject.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { isRecent } from './openid-request.ts';

/**
 * `sign_in`: the user has to enter a password first. `wrong_user`: they did, but as another user than the
 * client wants.
 */
export type SignInDue = { kind: 'sign_in'; returnTo: string; problem?: string } | { kind: 'wrong_user' };

/**
 * Returns whether a request needs a new sign-in, or `null` if it can be answered for the signed-in user.
 * `prompt=login` and `max_age` (OpenID Connect Core section 3.1.2.1) are satisfied only by a session that
 * began after the user was told to sign in.
 */
export function signInDue(
  api: Api,
  request: Inbound,
  asked: AuthorizationRequest,
  visitor: SignedIn | null,
): SignInDue | null {
  const { openid, client, prompt } = asked;
  const particular = prompt.includes('login') || openid?.maxAge != null || openid?.subject != null;
  if (!visitor) {
    const returnTo = particular ? addressAfterSignIn(api, request) : `${request.path}?${request.query}`;
    return { kind: 'sign_in', returnTo };
  }
  const told = toldToSignInAt(api, request);
  const complied = told !== null && visitor.session.createdAt > told;
  // Core section 3.1.2.2: an answer must not be about another user than the hint names.
  if (openid?.subject != null && subjectFor(api.keys, client, visitor.user.id) !== openid.subject) {
    return complied
      ? { kind: 'wrong_user' }
      : {
          kind: 'sign_in',
          returnTo: addressAfterSignIn(api, request),
          problem: `${client.name} asks for another account than ${visitor.user.email}.`,
        };
  }
  // Core section 5.5.1.1: a class that is essential has to be reached, or the request fails.
  if (!suitsClass(openid?.claims?.id_token?.acr, visitor.session)) {
    return complied
      ? { kind: 'wrong_user' }
      : { kind: 'sign_in', returnTo: addressAfterSignIn(api, request) };
  }
  const old = openid !== null && !isRecent(openid, visitor.session, api.clock.now());
  if (complied || !(prompt.includes('login') || old)) return null;
  return { kind: 'sign_in', returnTo: addressAfterSignIn(api, request) };
}
