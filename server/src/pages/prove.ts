import type { Answer } from '../http/answer.ts';
import { seeOther } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import type { User } from '../model/index.ts';
import { NOTHING_WANTED } from '../signin/hand-over/asked.ts';
import { localPath } from '../signin/return-to.ts';
import { readSession } from '../signin/session.ts';
import { providersOfPerson } from '../signin/upstream/own-providers.ts';
import type { PageApi } from './page-api.ts';
import type { PostedForm } from './posted-form.ts';
import { askToSignIn, signInToGoOn } from './sign-in.ts';
import { SIGN_IN } from './sign-in-paths.ts';

/**
 * Asks a user who is signed in to sign in once more before a dangerous act, and leads back to the form as they left it. By a new
 * sign-in, and not by a password alone: so whatever signs them in counts, with their second step.
 */
export async function proveToGoOn(
  api: PageApi,
  request: Inbound,
  { id, email }: User,
  posted: PostedForm,
  returnTo: string,
): Promise<Answer> {
  const ways = await providersOfPerson(api, id);
  return signInToGoOn(api, request, posted, { returnTo, email, proves: true, ways });
}

/** The same before a page is shown. */
export async function proveFirst(
  api: PageApi,
  request: Inbound,
  { id, email }: User,
  returnTo: string,
): Promise<Answer> {
  const wanted = { ...NOTHING_WANTED, prompt: ['login'], loginHint: email };
  const ways = await providersOfPerson(api, id);
  return askToSignIn(api, request, { returnTo, email, proves: true, ways }, wanted);
}

/** `GET /sign-in/again`: for the dashboard, whose requests are refused with `reauthentication_required`. */
export async function showSignInAgain(api: PageApi, request: Inbound): Promise<Answer> {
  const query = new URLSearchParams(request.query);
  const returnTo = localPath(query.get('return_to') ?? undefined) ?? '/account';
  const visitor = await readSession(api, request);
  if (!visitor) return seeOther(`${SIGN_IN}?return_to=${encodeURIComponent(returnTo)}`);
  return proveFirst(api, request, visitor.user, returnTo);
}
